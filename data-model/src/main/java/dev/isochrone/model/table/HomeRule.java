package dev.isochrone.model.table;

import dev.isochrone.model.Region;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the home of a table's rows follows from their keys. What it means is decided in
 * geo-partitioner.
 */
public sealed interface HomeRule {
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
  }

  /** One region for all rows. */
  record Pinned(Region region) implements HomeRule {}

  /** No home: of multi-master tables, which every region writes to. */
  enum Everywhere implements HomeRule {
    EVERYWHERE
  }
}
