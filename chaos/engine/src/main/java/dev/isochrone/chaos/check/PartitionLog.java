package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Version;
import java.util.List;

/**
 * The log of one partition, as one replica has it.
 *
 * @param origin the number of the region whose clients write through this log
 */
public record PartitionLog(String partition, String replica, int origin, List<Entry> entries) {
  public PartitionLog {
    entries = List.copyOf(entries);
  }

  /**
   * One entry; those that are of the consensus alone are left out.
   *
   * @param at its time
   * @param last the last time that it reserves
   * @param closed what it announces: nothing of the own origin comes at or below it any more
   * @param born the versions to which it gave birth
   * @param digest of its bytes
   */
  public record Entry(
      long index,
      long term,
      HybridTime at,
      HybridTime last,
      HybridTime closed,
      List<Version> born,
      String digest) {
    public Entry {
      born = List.copyOf(born);
    }
  }

  /** A node was seen to lead a partition in a term: by itself, or by others. */
  public record Leadership(String partition, long term, String node) {}
}
