package dev.isochrone.cli;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone get}. */
@Command(
    name = "get",
    description = "Reads a row: strongly at its home, or nearby, with its staleness said.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone get cities FR/2996944",
      "  isochrone get cities FR/2996944 --region ap-south --consistency eventual -o json"
    })
final class GetCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private Row row = new Row();

  @Option(
      names = {"-c", "--consistency"},
      paramLabel = "strong|region-strong|eventual",
      description = {
        "strong: at the home, confirmed by a majority; region-strong: so in the region nearby;",
        "eventual: nearby (default: strong, of multi-master tables region-strong)."
      })
  private @Nullable Consistency consistency;

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      Table table = client.table(row.table());
      ReadAnswer answer =
          consistency == null ? table.get(row.key()) : table.get(row.key(), consistency);
      Printed.read(output, answer, client.directory());
      return (answer.isFound() ? ExitCode.DONE : ExitCode.NOT_FOUND).number();
    }
  }
}
