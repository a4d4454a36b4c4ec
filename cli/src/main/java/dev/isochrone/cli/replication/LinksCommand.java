package dev.isochrone.cli.replication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.cluster.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone replication status}. */
@Command(
    name = "status",
    description =
        "Shows every link between regions: what it does, and how far behind its peer is, as the"
            + " leader of the sending partition says.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone replication status --from eu-west")
final class LinksCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of(
          "FROM",
          "PARTITION",
          "TO",
          "STATE",
          "LAG",
          "ROWS BEHIND",
          "BYTES BEHIND",
          "HELD BACK",
          "WHY");

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Option(names = "--from", paramLabel = "REGION", description = "Only links from this region.")
  private String from = "";

  @Option(names = "--to", paramLabel = "REGION", description = "Only links to this region.")
  private String to = "";

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      List<LinkRow> links = rows(client.directory(), client.status());
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode all = json.putArray("links");
      links.forEach(link -> add(link, all.addObject()));
      output.print(COLUMNS, links.stream().map(LinksCommand::cells).toList(), json);
      boolean allTold = links.stream().allMatch(link -> link.told().isPresent());
      return (allTold ? ExitCode.DONE : ExitCode.LATER).number();
    }
  }

  private List<LinkRow> rows(Directory directory, SortedMap<NodeId, Outcome<NodeStatus>> nodes) {
    return LinkRow.of(directory, nodes).stream()
        .filter(link -> from.isEmpty() || link.from().name().equals(from))
        .filter(link -> to.isEmpty() || link.to().name().equals(to))
        .toList();
  }

  private static List<String> cells(LinkRow row) {
    String from = row.from().name();
    String partition = Integer.toString(row.partition());
    String to = row.to().name();
    return row.told()
        .map(
            link ->
                List.of(
                    from,
                    partition,
                    to,
                    link.state().name().toLowerCase(Locale.ROOT),
                    link.behind().lag().map(Duration::toMillis).map(lag -> lag + " ms").orElse("?"),
                    Long.toString(link.behind().rows()),
                    Long.toString(link.behind().bytes()),
                    Long.toString(link.heldBack()),
                    link.why()))
        .orElse(List.of(from, partition, to, "unknown", "?", "?", "?", "?", "no leader answered"));
  }

  private static void add(LinkRow row, ObjectNode json) {
    json.put("from", row.from().name()).put("partition", row.partition());
    json.put("to", row.to().name()).put("answered", row.told().isPresent());
    row.told()
        .ifPresent(
            link -> {
              json.put("state", link.state().name().toLowerCase(Locale.ROOT));
              link.behind().lag().ifPresent(lag -> json.put("lag_millis", lag.toMillis()));
              json.put("acknowledged_sequence", link.acknowledged());
              json.put("rows_behind", link.behind().rows());
              json.put("bytes_behind", link.behind().bytes());
              json.put("held_back", link.heldBack()).put("why", link.why());
            });
  }
}
