package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone table list}. */
@Command(
    name = "list",
    description = {
      "Shows all tables: who may write, where rows live, and how many there are; each region's",
      "as its own nodes count them, ? where they do not answer."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone table list")
final class ListCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("TABLE", "LOCALITY", "HOME", "POLICY", "RESIDENCY", "ROWS", "BY HOME");

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      Directory directory = client.directory();
      LiveRows live = LiveRows.of(directory, client.status());
      List<List<String>> rows = new ArrayList<>();
      ObjectNode json = DocumentJson.object();
      ArrayNode tables = json.putArray("tables");
      for (TableSpec table : directory.tables().values()) {
        SortedSet<Region> homes = directory.homes(table);
        rows.add(cells(table, live, homes));
        ObjectNode one = tables.addObject().put("table", table.name().toString());
        PrintedTable.placement(one.put("id", table.id()), table);
        live.addTo(one, table.name(), homes);
      }
      output.print(COLUMNS, rows, json);
    }
    return ExitCode.DONE.number();
  }

  private static List<String> cells(TableSpec table, LiveRows live, SortedSet<Region> homes) {
    TableSpec.Placement placement = table.placement();
    return List.of(
        table.name().toString(),
        Words.of(placement.locality()),
        Words.of(placement.rule()),
        placement.policy().map(Words::of).orElse("-"),
        placement.residency().map(DomainName::name).orElse("-"),
        live.total(table.name(), homes),
        live.byHome(table.name(), homes));
  }
}
