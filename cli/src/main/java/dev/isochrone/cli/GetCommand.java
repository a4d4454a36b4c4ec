package dev.isochrone.cli;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import java.util.concurrent.Callable;
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
      paramLabel = "strong|eventual",
      defaultValue = "strong",
      description =
          "strong: at the home, confirmed by a majority; eventual: nearby (default: ${DEFAULT-VALUE}).")
  private Consistency consistency = Consistency.STRONG;

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      ReadAnswer answer = client.table(row.table()).get(row.key(), consistency);
      Printed.read(output, answer);
      return (answer.document().isPresent() ? ExitCode.DONE : ExitCode.NOT_FOUND).number();
    }
  }
}
