package dev.isochrone.cli.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isochrone table alter}. */
@Command(
    name = "alter",
    description = {
      "Declares columns more, behind the others; rows that are there do not have them. A column",
      "that is there already, as asked, is left as it is."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone table alter cities --add-column mayor:string")
final class AlterCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The table.")
  private String name = "";

  @Option(
      names = "--add-column",
      required = true,
      split = ",",
      paramLabel = "COLUMN[:TYPE]",
      description = {
        "string (default), int64, double, decimal, bool, bytes, uuid, timestamp, list or map."
      })
  private List<String> added = List.of();

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    List<Column> columns = new ArrayList<>();
    for (String text : added) {
      columns.add(ColumnText.column("--add-column", text));
    }
    try (IsochroneClient client = connection.connect()) {
      TableName table = client.table(name).name();
      TableSpec before = client.directory().table(table).orElseThrow(); // Else it were refused.
      if (before.columns().isEmpty()) {
        throw new InputException(
            table
                + " declares no columns, so it takes any document, with any field: there is nothing"
                + " to add");
      }
      TableSpec after = before;
      for (Column column : columns) {
        after = client.schema().addColumn(table, column);
      }
      TableSpec reached = after;
      print(
          before,
          after,
          Everywhere.await(
              client,
              known ->
                  known.wasDropped(reached.id())
                      || known
                          .table(reached.id())
                          .filter(spec -> spec.columns().containsAll(columns))
                          .isPresent()));
    }
    return ExitCode.DONE.number();
  }

  private void print(TableSpec before, TableSpec after, Everywhere known) {
    List<Column> fresh = new ArrayList<>(after.columns());
    fresh.removeAll(before.columns());
    String told =
        fresh.isEmpty()
            ? "nothing: they are there already, as asked"
            : Words.list(fresh.stream().map(Column::name).toList());
    ObjectNode json = DocumentJson.object();
    json.put("table", after.name().toString()).put("id", after.id());
    json.putArray("added");
    fresh.forEach(column -> json.withArray("added").add(column.name()));
    known.addTo(json);
    output.print(
        List.of(
            Map.entry("table", after.name().toString()),
            Map.entry("added", told),
            Map.entry("columns", PrintedTable.columns(after)),
            known.line()),
        json);
  }
}
