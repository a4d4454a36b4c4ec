package dev.isochrone.cli;

import dev.isochrone.cli.session.SessionOption;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.model.request.RowWrite;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone del}. */
@Command(
    name = "del",
    description = "Deletes a row at its home; a row that is not there is deleted all the same.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone del cities FR/2996944")
final class DeleteCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private Row row = new Row();

  @Mixin private Seen seen = new Seen();
  @Mixin private SessionOption session = new SessionOption();

  @Override
  public Integer call() throws Exception {
    RowWrite delete = seen.by(RowWrite.delete(row.key()));
    try (IsochroneClient client = connection.connect()) {
      Optional<Session> one = session.of(client);
      Table table = SessionOption.table(client, one, row.table());
      Printed.write(output, table.write(List.of(delete)), one);
    }
    return ExitCode.DONE.number();
  }
}
