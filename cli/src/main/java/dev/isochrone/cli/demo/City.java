package dev.isochrone.cli.demo;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import java.util.Map;

/**
 * A city as GeoNames has it.
 *
 * @param id the GeoNames id
 * @param country ISO 3166-1 alpha-2
 * @param latitude and {@code longitude}: degrees, WGS 84
 */
record City(
    long id, String name, String country, long population, double latitude, double longitude) {

  /** Columns of the file: id, name, country, population, latitude, longitude, separated by tabs. */
  static City parse(String line) {
    String[] columns = line.split("\t", -1);
    return new City(
        Long.parseLong(columns[0]),
        columns[1],
        columns[2],
        Long.parseLong(columns[3]),
        Double.parseDouble(columns[4]),
        Double.parseDouble(columns[5]));
  }

  Key key() {
    return Key.of(new KeyPart.Text(country), new KeyPart.Int64(id));
  }

  Document document() {
    return Document.of(
        Map.of(
            "name", new Value.Text(name),
            "population", new Value.Int64(population),
            "latitude", new Value.Float64(latitude),
            "longitude", new Value.Float64(longitude)));
  }
}
