package dev.isochrone.cli.conflict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.TokenText;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code isochrone conflicts list}. */
@Command(
    name = "list",
    description = "Lists what was lost in a table, as a node of the region nearby knows it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone conflicts list carts",
      "  isochrone conflicts list carts --region ap-south --limit 20 -o json"
    })
final class ListCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "The table, as in carts or shop.carts.")
  private String table = "";

  @Option(
      names = "--limit",
      paramLabel = "RECORDS",
      defaultValue = "1000",
      description = "At most so many records (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--from",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = "Go on where a list of the same table ended.")
  private String from = "";

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new InputException("--limit " + limit + ": at least 1");
    }
    List<Conflict> conflicts = new ArrayList<>();
    try (IsochroneClient client = connection.connect()) {
      Bytes next = collect(client.table(table), TokenText.parse("--from", from), conflicts);
      print(conflicts, next);
    }
    return ExitCode.DONE.number();
  }

  /** Page by page; what is returned is where the list would go on. */
  private Bytes collect(Table named, Bytes begin, List<Conflict> conflicts)
      throws RefusedException {
    Bytes next = begin;
    do {
      ConflictPage page = named.conflicts(next, limit - conflicts.size());
      conflicts.addAll(page.conflicts());
      next = page.next();
    } while (!next.isEmpty() && conflicts.size() < limit);
    return next;
  }

  private void print(List<Conflict> conflicts, Bytes next) {
    ObjectNode json = DocumentJson.object();
    ArrayNode records = json.putArray("conflicts");
    List<List<String>> rows = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      rows.add(PrintedConflict.row(conflict));
      records.add(PrintedConflict.json(conflict));
    }
    if (!next.isEmpty()) {
      json.put("next", TokenText.of(next));
      rows.add(PrintedConflict.more(TokenText.of(next)));
    }
    output.print(PrintedConflict.COLUMNS, rows, json);
  }
}
