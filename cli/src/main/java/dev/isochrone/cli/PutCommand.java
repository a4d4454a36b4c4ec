package dev.isochrone.cli;

import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code isochrone put}. */
@Command(
    name = "put",
    description = {
      "Writes a row at its home: durable on a majority there when the command returns.",
      "A row of a multi-master table is written in the region nearby. Where the key names the",
      "region, an empty name is the region nearby, as in /42."
    },
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

  @Mixin private Seen seen = new Seen();

  @Override
  public Integer call() throws Exception {
    RowWrite put = seen.by(RowWrite.put(row.key(), DocumentJson.parse(document)));
    try (IsochroneClient client = connection.connect()) {
      WriteAnswer answer = client.table(row.table()).write(List.of(put));
      Printed.write(output, answer);
    }
    return ExitCode.DONE.number();
  }
}
