package dev.isochrone.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The cities of the world that come with the command: GeoNames data, CC BY 4.0, see {@code
 * cities.ATTRIBUTION.md}.
 */
final class Cities {
  private static final String FILE = "cities.tsv.gz";

  private Cities() {}

  /** All cities with at least so many people, the largest first. */
  static List<City> withPopulation(long atLeast) {
    InputStream file = Objects.requireNonNull(Cities.class.getResourceAsStream(FILE), FILE);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .skip(1) // The names of the columns.
          .map(City::parse)
          .filter(city -> city.population() >= atLeast)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
