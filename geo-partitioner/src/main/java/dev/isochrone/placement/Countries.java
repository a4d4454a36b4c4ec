package dev.isochrone.placement;

import dev.isochrone.model.Region;
import dev.isochrone.model.table.HomeRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which country lies on which continent: enough to spread rows that bear a country over the regions
 * of the world. A country on two continents counts to that of its larger part by people.
 *
 * @param continents by ISO 3166-1 alpha-2 code, and XK for Kosovo, which has none of its own
 */
public record Countries(SortedMap<String, Continent> continents) {
  private static final String RESOURCE = "countries.tsv";
  private static final String HEADER = "country\tcontinent";

  public Countries {
    SortedMap<String, Continent> ascending = new TreeMap<>();
    ascending.putAll(continents);
    continents = Collections.unmodifiableSortedMap(ascending);
  }

  /** Reads the map that comes with this release; for whoever sets up a cluster, once. */
  public static Countries ofThisRelease() {
    try (InputStream in = Countries.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in this build");
      }
      return parse(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The countries' homes, for {@link HomeRule.ByValue}.
   *
   * @param regions the region near each continent; countries of a continent that is left out have
   *     no home
   */
  public SortedMap<String, Region> homes(Map<Continent, Region> regions) {
    SortedMap<String, Region> homes = new TreeMap<>();
    continents.forEach(
        (country, continent) -> {
          Region region = regions.get(continent);
          if (region != null) {
            homes.put(country, region);
          }
        });
    return Collections.unmodifiableSortedMap(homes);
  }

  private static Countries parse(List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalStateException(RESOURCE + " without its header");
    }
    SortedMap<String, Continent> continents = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int tab = line.indexOf('\t');
      continents.put(line.substring(0, tab), Continent.coded(line.substring(tab + 1)));
    }
    return new Countries(continents);
  }
}
