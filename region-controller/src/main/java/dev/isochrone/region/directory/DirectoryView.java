package dev.isochrone.region.directory;

import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes of a region and their clients hold, made of both directories: the region as it knows
 * itself, Raft endpoints included, and everything else as the global directory has it. So a region
 * that is cut off from all others still tells its own nodes of each other.
 *
 * <p>The version of the value is the global one, and by as much greater as the region is ahead of
 * what it has published. As a publication raises the global version by that very difference, it
 * never falls from one view to a later one, and a publication alone changes neither value nor
 * version.
 *
 * <p>There is none before every region has placed its partitions: a partition's log begins with the
 * regions that changes are owed to, and does not learn of another one later.
 *
 * <p>Two views of one region are comparable only if neither of their two versions fell: whoever
 * keeps a copy must look at both.
 *
 * @param global the version of the global directory that it was made of
 * @param region the version of the region's directory that it was made of
 */
public record DirectoryView(Directory directory, long global, long region) {
  private static final Duration SOON = Duration.ofMillis(500);

  /** The view of both; {@code NOT_READY} as long as there is none. */
  public static Outcome<DirectoryView> of(GlobalDirectoryState global, RegionDirectoryState own) {
    if (global.cluster().isEmpty() || own.binding().isEmpty()) {
      return notReady("there is no cluster yet, or this region has not joined it");
    }
    Binding binding = own.binding().get();
    Region region = binding.region();
    RegionRecord known = global.regions().get(region);
    if (known == null
        || !known.origin().equals(binding.origin())
        || own.version() < known.publishedVersion()) {
      return notReady("this controller is catching up");
    } else if (binding.role() == RegionRole.DATA && own.layout().isEmpty()) {
      return notReady(
          own.nodes().size()
              + " nodes of "
              + region
              + " have registered; partitions are placed when there are "
              + binding.shape().nodes()
              + " in "
              + binding.shape().replicas()
              + " zones");
    } else if (!global.awaited().isEmpty()) {
      return notReady("partitions are not placed yet in " + global.awaited());
    }
    return of(global, own, own.version() - known.publishedVersion());
  }

  private static Outcome<DirectoryView> of(
      GlobalDirectoryState global, RegionDirectoryState own, long ahead) {
    SortedMap<Region, RegionEntry> regions = new TreeMap<>();
    global
        .regions()
        .forEach((name, record) -> record.entry().ifPresent(entry -> regions.put(name, entry)));
    own.entry()
        .ifPresent(
            entry ->
                regions.put(
                    entry.region(),
                    Optional.ofNullable(global.regions().get(entry.region()))
                        .flatMap(known -> known.spec().location())
                        .map(entry::at)
                        .orElse(entry)));
    long version = own.layout().isEmpty() ? global.version() : global.version() + ahead;
    try {
      return Outcome.done(
          new DirectoryView(global.directory(version, regions), global.version(), own.version()));
    } catch (IllegalArgumentException contradiction) {
      // A node of this region, not published yet, has the name of another region's.
      return notReady(String.valueOf(contradiction.getMessage()));
    }
  }

  private static Outcome<DirectoryView> notReady(String why) {
    return Outcome.refused(Refusal.later(RefusalCode.NOT_READY, why, SOON));
  }
}
