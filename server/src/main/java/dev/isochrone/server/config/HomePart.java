package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.placement.Continent;
import dev.isochrone.placement.Countries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a table's rows live, as a cluster's file has it: exactly one of these.
 *
 * @param pinned one region for all rows
 * @param byRegionColumn the key column that names the region
 * @param byHash regions with their weights
 */
public record HomePart(
    @Nullable String pinned,
    @Nullable String byRegionColumn,
    @Nullable ByValue byValue,
    @Nullable SortedMap<String, Integer> byHash,
    @Nullable ByLocation byLocation,
    @Nullable ByRange byRange) {

  public HomePart {
    long said =
        Stream.of(pinned, byRegionColumn, byValue, byHash, byLocation, byRange)
            .filter(Objects::nonNull)
            .count();
    if (said != 1) {
      throw new IllegalArgumentException(
          "a home is exactly one of 'pinned', 'by-region-column', 'by-value', 'by-hash',"
              + " 'by-location' and 'by-range', not "
              + said
              + " of them");
    }
    byHash = byHash == null ? null : copy(byHash);
  }

  /**
   * A key column names the region, through a map.
   *
   * @param regions from the column's value
   * @param continents the countries of each, by the map of this release, where {@code regions} does
   *     not have them
   */
  public record ByValue(
      String column,
      @Nullable SortedMap<String, String> regions,
      @Nullable SortedMap<String, String> continents) {
    public ByValue {
      required(column, "column");
      if (regions == null && continents == null) {
        throw new IllegalArgumentException("'by-value' needs 'regions' or 'continents', or both");
      }
      regions = regions == null ? null : copy(regions);
      continents = continents == null ? null : copy(continents);
      if (continents != null) {
        continents.keySet().forEach(ByValue::continent);
      }
    }

    private static Continent continent(String word) {
      return Arrays.stream(Continent.values())
          .filter(continent -> word(continent).equals(word))
          .findAny()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "'"
                          + word
                          + "' is none of "
                          + Arrays.stream(Continent.values())
                              .map(ByValue::word)
                              .collect(Collectors.joining(", "))));
    }

    private static String word(Continent continent) {
      return continent.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private HomeRule rule() {
      SortedMap<String, Region> homes = new TreeMap<>();
      if (continents != null) {
        Map<Continent, Region> near = new TreeMap<>();
        continents.forEach((word, region) -> near.put(continent(word), new Region(region)));
        homes.putAll(Countries.ofThisRelease().homes(near));
      }
      if (regions != null) {
        regions.forEach((value, region) -> homes.put(value, new Region(region)));
      }
      return new HomeRule.ByValue(column, homes);
    }
  }

  /**
   * The region nearest to a place in the key.
   *
   * @param latitude the key column that has it, in microdegrees
   * @param longitude likewise
   * @param regions where they lie; absent: all regions of the file, and as it says there
   */
  public record ByLocation(
      String latitude, String longitude, @Nullable SortedMap<String, CoordinatesPart> regions) {
    public ByLocation {
      required(latitude, "latitude");
      required(longitude, "longitude");
      regions = regions == null ? null : copy(regions);
    }

    private HomeRule rule(SortedMap<Region, Coordinates> otherwise) {
      SortedMap<Region, Coordinates> places = new TreeMap<>();
      if (regions == null) {
        places.putAll(otherwise);
      } else {
        regions.forEach((region, place) -> places.put(new Region(region), place.place()));
      }
      if (places.isEmpty()) {
        throw new IllegalArgumentException(
            "'by-location' needs 'regions', or regions of this file with 'coordinates'");
      }
      return new HomeRule.ByLocation(latitude, longitude, places);
    }
  }

  /** The region in whose span a key column lies; the spans ascend. */
  public record ByRange(String column, List<Span> spans) {
    public ByRange {
      required(column, "column");
      spans = List.copyOf(required(spans, "spans"));
    }

    /**
     * A span.
     *
     * @param from as a key has it, included; absent: no lower bound
     * @param to likewise, not included; absent: no upper bound
     */
    public record Span(@Nullable String from, @Nullable String to, String region) {
      public Span {
        required(region, "region");
      }
    }

    private HomeRule rule(List<KeyColumn> key) {
      KeyColumn typed =
          key.stream()
              .filter(one -> one.name().equals(column))
              .findAny()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'by-range' has no key column "
                              + column
                              + "; the columns are "
                              + key.stream().map(KeyColumn::name).toList()));
      List<HomeRule.ByRange.Span> ranges = new ArrayList<>();
      for (Span span : spans) {
        ranges.add(
            new HomeRule.ByRange.Span(
                bound(typed, span.from()), bound(typed, span.to()), new Region(span.region())));
      }
      return new HomeRule.ByRange(column, ranges);
    }

    private static Optional<KeyPart> bound(KeyColumn column, @Nullable String text) {
      return text == null
          ? Optional.empty()
          : Optional.of(
              KeyText.component(column, text)
                  .<KeyPart>fold(
                      part -> part,
                      refusal -> {
                        throw new IllegalArgumentException(
                            "'" + text + "' is no bound: " + refusal.message());
                      }));
    }
  }

  /** What the file must say for this rule; nothing for the rule of multi-master tables. */
  static @Nullable HomePart of(HomeRule rule) {
    if (rule instanceof HomeRule.Pinned all) {
      return new HomePart(all.region().name(), null, null, null, null, null);
    } else if (rule instanceof HomeRule.ByRegionColumn named) {
      return new HomePart(null, named.column(), null, null, null, null);
    } else if (rule instanceof HomeRule.ByValue mapped) {
      SortedMap<String, String> regions = new TreeMap<>();
      mapped.regions().forEach((value, region) -> regions.put(value, region.name()));
      return new HomePart(
          null, null, new ByValue(mapped.column(), regions, null), null, null, null);
    } else if (rule instanceof HomeRule.ByHash spread) {
      SortedMap<String, Integer> weights = new TreeMap<>();
      spread.weights().forEach((region, weight) -> weights.put(region.name(), weight));
      return new HomePart(null, null, null, weights, null, null);
    } else if (rule instanceof HomeRule.ByLocation located) {
      SortedMap<String, CoordinatesPart> regions = new TreeMap<>();
      located
          .regions()
          .forEach((region, place) -> regions.put(region.name(), CoordinatesPart.of(place)));
      ByLocation part = new ByLocation(located.latitude(), located.longitude(), regions);
      return new HomePart(null, null, null, null, part, null);
    } else if (rule instanceof HomeRule.ByRange ranged) {
      List<ByRange.Span> spans =
          ranged.spans().stream()
              .map(span -> new ByRange.Span(text(span.from()), text(span.to()), "" + span.region()))
              .toList();
      return new HomePart(null, null, null, null, null, new ByRange(ranged.column(), spans));
    } else if (rule instanceof HomeRule.Everywhere) {
      return null;
    }
    throw new AssertionError(rule);
  }

  /**
   * The rule.
   *
   * @param key the table's
   * @param places those of the file's regions that may hold the table and say where they lie
   */
  HomeRule rule(List<KeyColumn> key, SortedMap<Region, Coordinates> places) {
    if (pinned != null) {
      return new HomeRule.Pinned(new Region(pinned));
    } else if (byRegionColumn != null) {
      return new HomeRule.ByRegionColumn(byRegionColumn);
    } else if (byValue != null) {
      return byValue.rule();
    } else if (byHash != null) {
      SortedMap<Region, Integer> weights = new TreeMap<>();
      byHash.forEach((region, weight) -> weights.put(new Region(region), weight));
      return new HomeRule.ByHash(weights);
    } else if (byLocation != null) {
      return byLocation.rule(places);
    }
    return required(byRange, "by-range").rule(key);
  }

  private static @Nullable String text(Optional<KeyPart> bound) {
    return bound.map(part -> KeyText.format(Key.of(part))).orElse(null);
  }

  private static <V> SortedMap<String, V> copy(SortedMap<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
