package dev.isochrone.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone status}. */
@Command(
    name = "status",
    description = {
      "Asks every node how it is: who leads, how far logs are, how far other regions lie behind.",
      "Ends on what is wrong, since when as far as servers know, and what to do about it; exit code"
          + " 3 if",
      "something does not work. What works and is unwise is said too, and is no reason for it."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  isochrone status --endpoints 127.0.0.1:7400,127.0.0.1:7410",
      "  isochrone status -o json"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of(
          "NODE",
          "REGION",
          "PARTITION",
          "ROLE",
          "TERM",
          "APPLIED",
          "STORED",
          "OUTBOX",
          "LIVE ROWS",
          "LOG",
          "DISK",
          "CHECKPOINT",
          "MEMORY",
          "CACHE HITS",
          "LAG");

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      List<List<String>> rows = new ArrayList<>();
      ObjectNode json = DocumentJson.object();
      ArrayNode nodes = json.putArray("nodes");
      SortedMap<NodeId, Outcome<NodeStatus>> told = client.status();
      for (Map.Entry<NodeId, Outcome<NodeStatus>> node : told.entrySet()) {
        ObjectNode one = nodes.addObject().put("node", node.getKey().name());
        if (node.getValue() instanceof Outcome.Done<NodeStatus> done) {
          done.value().replicas().forEach(replica -> add(done.value(), replica, rows, one));
        } else {
          rows.add(silent(node.getKey()));
          one.put("answered", false);
        }
      }
      List<Finding> findings = Diagnosis.of(client.directory(), told);
      output.print(COLUMNS, rows, lines(findings), withFindings(json, findings));
      boolean trouble = findings.stream().anyMatch(finding -> finding.what().isTrouble());
      return (trouble ? ExitCode.LATER : ExitCode.DONE).number();
    }
  }

  static List<Map.Entry<String, String>> lines(List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of(Map.entry("", ""), Map.entry("nothing is wrong", ""));
    }
    List<Map.Entry<String, String>> lines = new ArrayList<>(List.of(Map.entry("", "")));
    for (Finding finding : findings) {
      lines.add(Map.entry(finding.what().isTrouble() ? "wrong" : "unwise", finding.line()));
      lines.add(Map.entry("  next", finding.next()));
    }
    return lines;
  }

  static ObjectNode withFindings(ObjectNode json, List<Finding> findings) {
    ArrayNode all = json.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode one = all.addObject().put("what", finding.what().word());
      one.put("where", finding.where()).put("says", finding.says());
      finding.since().ifPresent(since -> one.put("since", since.toString()));
      one.put("next", finding.next());
    }
    return json;
  }

  private static List<String> silent(NodeId node) {
    List<String> cells = new ArrayList<>(List.of(node.name(), "does not answer"));
    while (cells.size() < COLUMNS.size()) {
      cells.add("");
    }
    return cells;
  }

  private static void add(
      NodeStatus node, ReplicaStatus replica, List<List<String>> rows, ObjectNode json) {
    long live = replica.rows().stream().mapToLong(ReplicaStatus.RowCount::live).sum();
    long owed = replica.outbox().last() - replica.outbox().trimmed();
    String lag =
        replica.arrived().stream()
            .map(ReplicaStatus.Arrived::lag)
            .max(Comparator.naturalOrder())
            .map(Duration::toMillis)
            .map(millis -> millis + " ms")
            .orElse("-");
    rows.add(
        List.of(
            node.node().name(),
            node.region().name(),
            Integer.toString(replica.partition()),
            replica.leadership().leads() ? "leader" : "follower",
            Long.toString(replica.leadership().term()),
            applied(replica.progress()),
            Long.toString(replica.progress().storedIndex()),
            Long.toString(owed),
            Long.toString(live),
            ofMiB(replica.storage().logBytes()),
            ofPermille(replica.storage().diskUsedPermille()),
            ofIndex(replica.storage().checkpointIndex()),
            ofMiB(replica.storage().memoryBytes()),
            ofHits(replica.rowCache()),
            lag));
    json.put("answered", true).put("region", node.region().name());
    ObjectNode one = json.withArray("partitions").addObject();
    one.put("partition", replica.partition()).put("leads", replica.leadership().leads());
    one.put("term", replica.leadership().term());
    one.put("applied_index", replica.progress().appliedIndex());
    one.put("stored_index", replica.progress().storedIndex());
    ObjectNode still = one.putObject("standing_still_millis");
    replica
        .progress()
        .standingStill()
        .forEach(member -> still.put(member.node().name(), member.lasted().toMillis()));
    one.put("outbox_owed", owed).put("live_rows", live);
    ReplicaStatus.Storage storage = replica.storage();
    one.put("log_bytes", storage.logBytes()).put("memory_bytes", storage.memoryBytes());
    one.put("disk_used_permille", storage.diskUsedPermille());
    one.put("checkpoint_index", storage.checkpointIndex());
    ReplicaStatus.RowCache cache = replica.rowCache();
    one.put("row_cache_hits", cache.hits()).put("row_cache_misses", cache.misses());
    one.put("row_cache_bytes", cache.bytes());
    one.put("queued_commands", replica.queue().commands());
    one.put("queued_bytes", replica.queue().bytes());
    one.put("entries_in_flight", replica.queue().entriesInFlight());
    one.put("digest", replica.digest().toHex());
    ObjectNode lags = one.putObject("lag_millis");
    replica.arrived().forEach(from -> lags.put(from.region().name(), from.lag().toMillis()));
  }

  /** With a mark where somebody does not get on: {@code 4711 (eu-west-c still for 42 s)}. */
  static String applied(ReplicaStatus.Progress progress) {
    String still =
        progress.standingStill().stream()
            .map(member -> member.node() + " still for " + member.lasted().toSeconds() + " s")
            .collect(Collectors.joining(", "));
    return progress.appliedIndex() + (still.isEmpty() ? "" : " (" + still + ")");
  }

  private static String ofMiB(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  private static String ofPermille(int permille) {
    return permille == 0 ? "-" : percent(permille);
  }

  private static String ofHits(ReplicaStatus.RowCache cache) {
    OptionalInt permille = cache.hitPermille();
    return permille.isEmpty() ? "-" : percent(permille.getAsInt());
  }

  private static String percent(int permille) {
    return String.format(Locale.ROOT, "%.1f %%", permille / 10.0);
  }

  private static String ofIndex(long index) {
    return index == 0 ? "-" : Long.toString(index);
  }
}
