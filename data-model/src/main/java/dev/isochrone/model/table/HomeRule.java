package dev.isochrone.model.table;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the home of a table's rows follows from their keys. What it means is decided in
 * geo-partitioner. A rule is whole: whatever decides stands in it, weights and coordinates among
 * it, so that a home changes only with the rule's version, never because a region came or moved.
 */
public sealed interface HomeRule {
  /** The column of {@link ByRegionColumn} where nothing else is said. */
  String REGION_COLUMN = "region";

  /** The key columns that decide, with the types that they must have; all in the partition key. */
  default List<KeyColumn> columns() {
    return List.of();
  }

  /** The regions that the rule names, ascending; none if any region can be the home. */
  SortedSet<Region> homes();

  /**
   * A key component is the region's name.
   *
   * @param column a string column of the partition key
   */
  record ByRegionColumn(String column) implements HomeRule {
    public ByRegionColumn {
      ColumnName.require(column);
    }

    @Override
    public List<KeyColumn> columns() {
      return List.of(new KeyColumn(column, KeyType.STRING));
    }

    @Override
    public SortedSet<Region> homes() {
      return Collections.emptySortedSet();
    }
  }

  /**
   * A key component names the region through a map, such as an ISO country code. A value that is
   * not in the map has no home.
   *
   * @param column a string column of the partition key
   */
  record ByValue(String column, SortedMap<String, Region> regions) implements HomeRule {
    public ByValue {
      SortedMap<String, Region> ascending = new TreeMap<>();
      ascending.putAll(regions); // Not the other map's order, which might take "fr" for "FR".
      regions = Collections.unmodifiableSortedMap(ascending);
      if (regions.isEmpty()) {
        throw new IllegalArgumentException("the rule over " + column + " maps nothing");
      }
    }

    @Override
    public List<KeyColumn> columns() {
      return List.of(new KeyColumn(column, KeyType.STRING));
    }

    @Override
    public SortedSet<Region> homes() {
      return ascending(regions.values());
    }
  }

  /** One region for all rows. */
  record Pinned(Region region) implements HomeRule {
    @Override
    public SortedSet<Region> homes() {
      return ascending(List.of(region));
    }
  }

  /**
   * The region whose coordinates are nearest to those in the key, along a great circle. Both
   * columns are whole numbers of microdegrees: as text, or with a floating point, one place would
   * have several keys.
   *
   * @param latitude an int64 column of the partition key
   * @param longitude another one
   * @param regions those that can be a home, as they lie when the rule is made
   */
  record ByLocation(String latitude, String longitude, SortedMap<Region, Coordinates> regions)
      implements HomeRule {
    public ByLocation {
      regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
      if (latitude.equals(longitude)) {
        throw new IllegalArgumentException("latitude and longitude are both " + latitude);
      }
      if (regions.isEmpty()) {
        throw new IllegalArgumentException("a rule by location needs regions with coordinates");
      }
    }

    @Override
    public List<KeyColumn> columns() {
      return List.of(
          new KeyColumn(latitude, KeyType.INT64), new KeyColumn(longitude, KeyType.INT64));
    }

    @Override
    public SortedSet<Region> homes() {
      return ascending(regions.keySet());
    }
  }

  /**
   * The region in whose span a key component lies. What lies between two spans has no home.
   *
   * @param column of the partition key, of the type that the spans' bounds have
   * @param spans ascending, none overlapping the next
   */
  record ByRange(String column, List<Span> spans) implements HomeRule {
    /** The values from one bound on and below another one; without a bound there is no end. */
    public record Span(Optional<KeyPart> from, Optional<KeyPart> to, Region region) {
      public Span {
        if (from.isPresent()
            && to.isPresent()
            && (from.get().type() != to.get().type() || !isBelow(from.get(), to.get()))) {
          throw new IllegalArgumentException(
              "a span of " + region + " has its upper bound not above its lower one");
        }
      }

      /** Whether the value lies in it. */
      public boolean contains(KeyPart value) {
        return from.filter(bound -> isBelow(value, bound)).isEmpty()
            && to.filter(bound -> !isBelow(value, bound)).isEmpty();
      }

      private Optional<KeyType> type() {
        return from.or(() -> to).map(KeyPart::type);
      }
    }

    public ByRange {
      ColumnName.require(column);
      spans = List.copyOf(spans);
      if (spans.stream().flatMap(span -> span.type().stream()).distinct().count() != 1) {
        throw new IllegalArgumentException(
            "the spans over " + column + " need bounds, and all of one type");
      }
      for (int i = 1; i < spans.size(); i++) {
        Optional<KeyPart> end = spans.get(i - 1).to();
        Optional<KeyPart> start = spans.get(i).from();
        if (end.isEmpty() || start.isEmpty() || isBelow(start.get(), end.get())) {
          throw new IllegalArgumentException(
              "span " + i + " over " + column + " begins before the one ahead of it ends");
        }
      }
    }

    /** The type of the bounds, and so of the column. */
    public KeyType type() {
      return spans.stream().flatMap(span -> span.type().stream()).findFirst().orElseThrow();
    }

    @Override
    public List<KeyColumn> columns() {
      return List.of(new KeyColumn(column, type()));
    }

    @Override
    public SortedSet<Region> homes() {
      return ascending(spans.stream().map(Span::region).toList());
    }

    /** In the order of keys. */
    private static boolean isBelow(KeyPart one, KeyPart other) {
      return KeyTuple.encode(Key.of(one)).compareTo(KeyTuple.encode(Key.of(other))) < 0;
    }
  }

  /**
   * A region by the hash of the partition key, each as often as its weight says.
   *
   * @param weights 1 to {@link #WEIGHT_MAX}
   */
  record ByHash(SortedMap<Region, Integer> weights) implements HomeRule {
    public static final int WEIGHT_MAX = 1_000;

    public ByHash {
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
      if (weights.isEmpty()) {
        throw new IllegalArgumentException("a rule by hash needs regions with weights");
      }
      weights.forEach(
          (region, weight) -> {
            if (weight < 1 || weight > WEIGHT_MAX) {
              throw new IllegalArgumentException(
                  region + " has the weight " + weight + ", not 1 to " + WEIGHT_MAX);
            }
          });
    }

    @Override
    public SortedSet<Region> homes() {
      return ascending(weights.keySet());
    }
  }

  /** No home: of multi-master tables, which every region writes to. */
  enum Everywhere implements HomeRule {
    EVERYWHERE;

    @Override
    public SortedSet<Region> homes() {
      return Collections.emptySortedSet();
    }
  }

  private static SortedSet<Region> ascending(Collection<Region> regions) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(regions));
  }
}
