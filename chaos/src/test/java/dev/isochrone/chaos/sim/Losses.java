package dev.isochrone.chaos.sim;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.RowVersion;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The account of rows that every region writes: each version that was ever written is visible, or
 * was replaced by one who had seen it, or stands in the conflict log as lost; and not in two of
 * these. docs/ARCHITECTURE.md, section 10.1.
 *
 * <p>What a writer under LWW had seen is told by the last stamp in its context: the row that it
 * read was one version.
 */
final class Losses {
  private static final int RECORDS_MAX = 10_000;

  private final World world;
  private final SortedMap<StoredKey, List<Journal.Made>> history;

  Losses(World world, SortedMap<StoredKey, List<Journal.Made>> history) {
    this.world = world;
    this.history = history;
  }

  void draw() {
    for (Territory region : world.regions()) {
      region.partitions().forEach(this::draw);
    }
  }

  private void draw(Quorum partition) {
    SortedSet<ConflictId> lost = new TreeSet<>();
    history.forEach(
        (key, all) -> {
          if (key.tableId() == World.LWW && partition.holds(key.slot().orElseThrow().number())) {
            lost(all).forEach(stamp -> lost.add(new ConflictId(key, stamp)));
          }
        });
    for (Seat seat : partition.seats()) {
      SortedSet<ConflictId> told = recorded(seat, World.LWW);
      SortedSet<ConflictId> siblings = recorded(seat, World.VECTOR);
      world
          .stage()
          .require(told.equals(lost), () -> seat + " says lost " + told + ", in truth " + lost);
      world.stage().require(siblings.isEmpty(), () -> seat + " lost siblings " + siblings);
    }
    lost.forEach(conflict -> world.stage().count("lost"));
  }

  private static SortedSet<Stamp> lost(List<Journal.Made> all) {
    SortedSet<Stamp> lost = new TreeSet<>();
    SortedSet<Stamp> seen = new TreeSet<>();
    for (Journal.Made made : all) {
      RowVersion row = made.row().orElseThrow();
      lost.add(row.version().stamp());
      last(row.context().upTo()).ifPresent(seen::add);
    }
    lost.remove(lost.last()); // It is visible.
    lost.removeAll(seen);
    return lost;
  }

  private static Optional<Stamp> last(SortedMap<Origin, HlcTimestamp> context) {
    return context.entrySet().stream()
        .map(entry -> new Stamp(entry.getValue(), entry.getKey()))
        .max(Stamp::compareTo);
  }

  private SortedSet<ConflictId> recorded(Seat seat, int table) {
    SortedSet<ConflictId> ids = new TreeSet<>();
    Outcome<List<ConflictRecord>> records =
        seat.replica().conflicts(table, Optional.empty(), RECORDS_MAX);
    if (records instanceof Outcome.Done<List<ConflictRecord>> done) {
      for (ConflictRecord record : done.value()) {
        if (record.state() == ConflictRecord.State.RECORDED) {
          ids.add(record.id());
        } else {
          world.stage().count("withdrawn");
        }
      }
    } else {
      world.stage().broken(seat + " can't read its conflict log", null);
    }
    return ids;
  }
}
