package dev.isochrone.cli.table;

import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isochrone table describe}. */
@Command(
    name = "describe",
    description = "Shows a table: for eyes, for programs, or as 'table create -f' takes it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone table describe cities",
      "  isochrone table describe cities -o yaml > cities.yaml"
    })
final class DescribeCommand implements Callable<Integer> {
  /** For whom it prints. */
  enum Form {
    TABLE,
    YAML,
    JSON
  }

  @Parameters(paramLabel = "NAME", description = "The table.")
  private String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|yaml|json",
      defaultValue = "table",
      description = "For eyes, for 'table create -f', or for programs (default: ${DEFAULT-VALUE}).")
  private Form form = Form.TABLE;

  @Mixin private Connection connection = new Connection();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (IsochroneClient client = connection.connect()) {
      Table named = client.table(name);
      Directory directory = client.directory();
      TableSpec table = directory.table(named.name()).orElseThrow(); // Else it were refused.
      switch (form) {
        case YAML -> out.print(PrintedTable.yaml(table));
        case JSON ->
            out.println(
                Output.text(
                    PrintedTable.json(directory, table, LiveRows.of(directory, client.status()))));
        case TABLE ->
            Output.print(
                PrintedTable.lines(directory, table, LiveRows.of(directory, client.status())), out);
      }
      out.flush();
    }
    return ExitCode.DONE.number();
  }
}
