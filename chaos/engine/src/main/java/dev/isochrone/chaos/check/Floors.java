package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The greatest version of one key that was known by each instant, and who knew it. */
final class Floors {
  /** A version, known to the client of that operation when it ended. */
  record Floor(Version version, Operation by) {}

  private final NavigableMap<Long, Floor> rising = new TreeMap<>();

  private Floors() {}

  /** Of operations that have ended. */
  static Floors of(List<Floor> known) {
    Floors floors = new Floors();
    known.stream()
        .sorted(Comparator.comparingLong(Floors::endedNanos))
        .forEach(
            floor -> {
              Map.Entry<Long, Floor> last = floors.rising.lastEntry();
              if (last == null || last.getValue().version().compareTo(floor.version()) < 0) {
                floors.rising.put(endedNanos(floor), floor);
              }
            });
    return floors;
  }

  /** The greatest that was known before the instant, and not at it. */
  Optional<Floor> before(long nanos) {
    return Optional.ofNullable(rising.lowerEntry(nanos)).map(Map.Entry::getValue);
  }

  private static long endedNanos(Floor floor) {
    return floor.by().endedNanos().orElseThrow();
  }
}
