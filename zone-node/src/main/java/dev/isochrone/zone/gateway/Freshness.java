package dev.isochrone.zone.gateway;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Cursor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How old this node's view of rows may be. Any thread; nothing here waits. */
public final class Freshness {
  private static final Optional<Duration> FRESH = Optional.of(Duration.ZERO);

  private final Region here;
  private final Supplier<Directory> directory;
  private final HybridClock clock;

  Freshness(Region here, Supplier<Directory> directory, HybridClock clock) {
    this.here = here;
    this.directory = directory;
    this.clock = clock;
  }

  /** The regions that write a row: its home, or each that may hold rows of its table. */
  public Collection<Region> writersOf(TableSpec table, Home home) {
    return table.placement().locality().isHomed() ? List.of(home.region()) : writersOf(table);
  }

  /** The regions that write a multi-master table. */
  public Collection<Region> writersOf(TableSpec table) {
    Directory inForce = directory.get();
    return inForce.regions().keySet().stream()
        .filter(region -> inForce.mayHold(table, region))
        .toList();
  }

  /**
   * What a replica's view may lack of what these regions wrote: the age of that of the one longest
   * unheard of; empty if nothing has arrived from one of them yet.
   *
   * @param confirmed the replica was confirmed to lead, so nothing of its own region is missing
   */
  public Optional<Duration> age(
      Collection<Region> writers, PartitionReplica replica, boolean confirmed) {
    HlcTimestamp oldest = null;
    for (Region writer : writers) {
      if (!confirmed || !writer.equals(here)) {
        HlcTimestamp upTo = seenOf(writer, replica);
        oldest = oldest == null || upTo.compareTo(oldest) < 0 ? upTo : oldest;
      }
    }
    if (oldest == null) {
      return FRESH;
    }
    return oldest.equals(HlcTimestamp.MIN)
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, clock.now().millis() - oldest.millis())));
  }

  /**
   * Whether a replica has all that a session has seen of what these regions wrote, as far as that
   * is known.
   */
  boolean covers(Collection<Region> writers, PartitionReplica replica, CausalContext seen) {
    Directory inForce = directory.get();
    for (Region writer : writers) {
      Optional<HlcTimestamp> last =
          inForce
              .region(writer)
              .flatMap(region -> Optional.ofNullable(seen.upTo().get(region.origin())));
      if (last.isPresent() && last.get().isAfter(seenOf(writer, replica))) {
        return false;
      }
    }
    return true;
  }

  private HlcTimestamp seenOf(Region writer, PartitionReplica replica) {
    return writer.equals(here)
        ? replica.ledger().time().closed()
        : directory
            .get()
            .region(writer)
            .map(RegionEntry::origin)
            .map(replica::frontier)
            .orElse(Cursor.NONE)
            .frontier();
  }
}
