package dev.isochrone.cli;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.request.WriteAnswer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code isochrone put}. */
@Command(
    name = "put",
    description = "Writes a row at its home: durable on a majority there when the command returns.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone put cities FR/2996944 '{\"name\": \"Lyon\", \"population\": 522250}'")
final class PutCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private Row row = new Row();

  @Parameters(
      index = "2",
      paramLabel = "DOCUMENT",
      description = "A JSON object; it replaces the row.")
  private String document = "";

  @Override
  public Integer call() throws Exception {
    Document content = DocumentJson.parse(document);
    try (IsochroneClient client = connection.connect()) {
      WriteAnswer answer = client.table(row.table()).put(row.key(), content);
      Printed.write(output, answer.header());
    }
    return ExitCode.DONE.number();
  }
}
