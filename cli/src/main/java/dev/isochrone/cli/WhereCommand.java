package dev.isochrone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.wire.cluster.RegionCopy;
import dev.isochrone.wire.cluster.Whereabouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone where}. */
@Command(
    name = "where",
    description =
        "Shows where a row lives: its home and by which rule, its partition, who leads it, who holds"
            + " copies.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone where cities FR/2996944")
final class WhereCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();
  @Mixin private Row row = new Row();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      Table table = client.table(row.table());
      Whereabouts place = table.where(row.key());
      Optional<Endpoint> leader = place.leader();
      print(
          place,
          leader.isPresent() ? leader : leaderAsKnownAt(place.home().region()),
          client.directory().table(table.name()));
    }
    return ExitCode.DONE.number();
  }

  /** A node of another region knows who leads at home only if it went there lately. */
  private Optional<Endpoint> leaderAsKnownAt(Region home) throws InputException {
    try (IsochroneClient there = connection.connectFrom(home)) {
      return there.table(row.table()).where(row.key()).leader();
    } catch (RefusedException unreachable) {
      return Optional.empty();
    }
  }

  private void print(Whereabouts place, Optional<Endpoint> known, Optional<TableSpec> table) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    String leader =
        known
            .map(Endpoint::node)
            .map(Object::toString)
            .orElse("none that a node knows of; an election takes one to two seconds");
    lines.add(
        Map.entry(
            "home",
            place.home().epoch() == 0
                ? Printed.homeless(place.home())
                : place.home().region() + " (epoch " + place.home().epoch() + ")"));
    Optional<String> rule = table.map(spec -> rule(spec, place.home().epoch()));
    rule.ifPresent(said -> lines.add(Map.entry("by", said)));
    lines.add(Map.entry("partition", place.partition() + " (slot " + place.slot().number() + ")"));
    lines.add(Map.entry("leader", leader));
    ObjectNode json = DocumentJson.object();
    json.put("home", place.home().region().name());
    json.put("home_epoch", place.home().epoch());
    rule.ifPresent(said -> json.put("home_by", said));
    json.put("slot", place.slot().number());
    json.put("partition", place.partition());
    known.ifPresent(leading -> json.put("leader", leading.node().name()));
    ObjectNode copies = json.putObject("copies");
    for (RegionCopy copy : place.copies()) {
      lines.add(Map.entry("copy", copy.region() + ": " + nodes(copy)));
      copy.replicas()
          .forEach(node -> copies.withArray(copy.region().name()).add(node.node().name()));
    }
    output.print(lines, json);
  }

  /** Why the home is where it is. */
  static String rule(TableSpec table, int homeEpoch) {
    HomeRule rule = table.placement().rule();
    if (homeEpoch > 1) {
      return "it was moved there, " + (homeEpoch == 2 ? "once" : homeEpoch - 1 + " times");
    } else if (rule instanceof HomeRule.ByRegionColumn named) {
      return "by-region-column: " + named.column() + " names it";
    } else if (rule instanceof HomeRule.ByValue mapped) {
      return "by-value: " + mapped.column() + " is mapped to it";
    } else if (rule instanceof HomeRule.Pinned) {
      return "pinned: all rows of the table live there";
    } else if (rule instanceof HomeRule.ByHash) {
      return "by-hash: of the partition key, weighted";
    } else if (rule instanceof HomeRule.ByLocation located) {
      return "by-location: nearest to " + located.latitude() + " and " + located.longitude();
    } else if (rule instanceof HomeRule.ByRange ranged) {
      return "by-range: " + ranged.column() + " lies in its span";
    } else if (rule instanceof HomeRule.Everywhere) {
      return "multi-master: every region takes writes";
    }
    throw new AssertionError(rule);
  }

  private static String nodes(RegionCopy copy) {
    return copy.replicas().stream()
        .map(replica -> replica.node().name())
        .collect(Collectors.joining(", "));
  }
}
