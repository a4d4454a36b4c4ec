package dev.isochrone.region.directory;

import dev.isochrone.model.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that are handed out once, and who asked for the last ones.
 *
 * @param origin the next of a region's incarnation
 * @param table the next table's id
 * @param created who asked for the last tables, oldest first; at most {@link #CREATED_MAX}
 */
public record Numbers(int origin, int table, List<Created> created) {
  /** A wish that comes later than so many others is not known any more. */
  public static final int CREATED_MAX = 256;

  static final Numbers FIRST = new Numbers(1, 1, List.of());

  /** The table that a request made. */
  public record Created(String request, int table) {}

  public Numbers {
    created = List.copyOf(created);
    if (origin < 1 || table < 1 || created.size() > CREATED_MAX) {
      throw new IllegalArgumentException(
          "origin %d, table %d, %d requests".formatted(origin, table, created.size()));
    }
  }

  Origin nextOrigin() {
    return new Origin(origin);
  }

  Numbers originGiven() {
    return new Numbers(Math.addExact(origin, 1), table, created);
  }

  Numbers tableGiven(String request) {
    List<Created> next = new ArrayList<>(created);
    if (next.size() == CREATED_MAX) {
      next.remove(0);
    }
    next.add(new Created(request, table));
    return new Numbers(origin, Math.addExact(table, 1), next);
  }

  /** The table that this request made, if it is one of the last. */
  public Optional<Integer> madeBy(String request) {
    return created.stream()
        .filter(made -> made.request().equals(request))
        .map(Created::table)
        .findAny();
  }
}
