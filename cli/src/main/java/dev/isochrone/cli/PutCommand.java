package dev.isochrone.cli;

import dev.isochrone.cli.session.SessionOption;
import dev.isochrone.cli.transfer.format.JsonRows;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Optional;
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
      "region, an empty name is the region nearby, as in /42. In a column that the table declares,",
      "a plain number or text is of the type that it declares."
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
  @Mixin private SessionOption session = new SessionOption();

  @Override
  public Integer call() throws Exception {
    Document plain = DocumentJson.parse(document); // Nobody is asked about what is no JSON.
    RowWrite put = seen.by(RowWrite.put(row.key(), plain));
    try (IsochroneClient client = connection.connect()) {
      Optional<Session> one = session.of(client);
      Table table = SessionOption.table(client, one, row.table());
      Optional<TableSpec> declared =
          client.directory().table(table.name()).filter(spec -> !spec.columns().isEmpty());
      if (declared.isPresent()) {
        put = seen.by(RowWrite.put(row.key(), JsonRows.document(declared.get(), document)));
      }
      WriteAnswer answer = table.write(List.of(put));
      Printed.write(output, answer, one);
    }
    return ExitCode.DONE.number();
  }
}
