package dev.isochrone.cli;

import dev.isochrone.model.request.KeyForm;
import picocli.CommandLine.Parameters;

/** The parameters that name a row. */
final class Row {
  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in cities or shop.orders.")
  private String table = "";

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description =
          "The key's components joined by /, as in FR/2996944; / and %% in them percent-encoded.")
  private String key = "";

  String table() {
    return table;
  }

  KeyForm key() {
    return new KeyForm.Text(key);
  }

  @Override
  public String toString() {
    return table + " " + key;
  }
}
