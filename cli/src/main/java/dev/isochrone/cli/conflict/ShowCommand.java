package dev.isochrone.cli.conflict;

import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.TokenText;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.wire.conflict.Conflict;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code isochrone conflicts show}. */
@Command(
    name = "show",
    description = "Shows one version that lost, whole.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone conflicts show carts ID -o json")
final class ShowCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in carts or shop.carts.")
  private String table = "";

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "The record's id, as a list has printed it.")
  private String id = "";

  @Override
  public Integer call() throws Exception {
    Bytes name = TokenText.parse("ID", id);
    try (IsochroneClient client = connection.connect()) {
      Optional<Conflict> conflict = client.table(table).conflict(name);
      PrintedConflict.print(output, conflict);
      return (conflict.isPresent() ? ExitCode.DONE : ExitCode.NOT_FOUND).number();
    }
  }
}
