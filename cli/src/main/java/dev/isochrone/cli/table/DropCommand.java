package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.io.Console;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isochrone table drop}. */
@Command(
    name = "drop",
    description = "Drops a table and its rows, in every region; there is no way back.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone table drop cities --yes")
final class DropCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The table.")
  private String name = "";

  @Option(names = "--yes", description = "Do not ask for the name again.")
  private boolean yes;

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      TableName table = client.table(name).name();
      TableSpec known = client.directory().table(table).orElseThrow(); // Else it were refused.
      if (!yes) {
        requireConsent(table, System.console());
      }
      client.schema().dropTable(table);
      print(known, Everywhere.await(client, directory -> directory.wasDropped(known.id())));
    }
    return ExitCode.DONE.number();
  }

  private static void requireConsent(TableName table, @Nullable Console console)
      throws InputException {
    if (console == null) {
      throw new InputException(
          "the rows of " + table + " go with it; there is no terminal to ask at, so say --yes");
    }
    String typed =
        console.readLine(
            "The rows of %s go with it, in every region. Type its name to drop it: ", table);
    if (!isMeant(table, typed)) {
      throw new InputException("that is not its name: nothing was dropped");
    }
  }

  /** Whether what was typed is the table's name; with or without the namespace {@code default}. */
  static boolean isMeant(TableName table, @Nullable String typed) {
    try {
      return typed != null && TableName.parse(typed.strip()).equals(table);
    } catch (IllegalArgumentException otherwise) {
      return false;
    }
  }

  private void print(TableSpec table, Everywhere known) {
    ObjectNode json = DocumentJson.object();
    json.put("table", table.name().toString()).put("id", table.id()).put("dropped", true);
    known.addTo(json);
    output.print(List.of(Map.entry("dropped", table.name().toString()), known.line()), json);
  }
}
