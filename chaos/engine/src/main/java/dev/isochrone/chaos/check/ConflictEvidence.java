package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Version;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is at the end of a history of rows that several regions write.
 *
 * @param visible the rows, deletions included, after the regions have become alike
 * @param births what servers tell of versions; may leave out those that clients know all about
 * @param logs by region: its conflict log
 */
public record ConflictEvidence(
    List<Dump.Row> visible, List<Birth> births, SortedMap<String, List<LossRecord>> logs) {
  public ConflictEvidence {
    visible = List.copyOf(visible);
    births = List.copyOf(births);
    logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
  }

  /**
   * A version that came into being.
   *
   * @param saw the versions of the key that its writer had read, or that it replaced where it was
   *     born: those very ones, not all that their times may cover
   */
  public record Birth(String key, Version version, SortedSet<Version> saw) {
    public Birth {
      saw = Collections.unmodifiableSortedSet(new TreeSet<>(saw));
    }
  }

  /**
   * An entry of a conflict log.
   *
   * @param winner which displaced the loser
   * @param withdrawn it was found later that somebody had seen the loser
   */
  public record LossRecord(String key, Version loser, Version winner, boolean withdrawn) {}
}
