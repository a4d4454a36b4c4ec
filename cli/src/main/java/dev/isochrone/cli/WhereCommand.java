package dev.isochrone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Endpoint;
import dev.isochrone.wire.cluster.RegionCopy;
import dev.isochrone.wire.cluster.Whereabouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone where}. */
@Command(
    name = "where",
    description =
        "Shows where a row lives: its home, its partition, who leads it, who holds copies.",
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
      print(client.table(row.table()).where(row.key()));
    }
    return ExitCode.DONE.number();
  }

  private void print(Whereabouts place) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    String leader =
        place.leader().map(Endpoint::node).map(Object::toString).orElse("not known here");
    lines.add(
        Map.entry(
            "home",
            place.home().epoch() == 0
                ? Printed.homeless(place.home())
                : place.home().region() + " (epoch " + place.home().epoch() + ")"));
    lines.add(Map.entry("partition", place.partition() + " (slot " + place.slot().number() + ")"));
    lines.add(Map.entry("leader", leader));
    ObjectNode json = DocumentJson.object();
    json.put("home", place.home().region().name());
    json.put("home_epoch", place.home().epoch());
    json.put("slot", place.slot().number());
    json.put("partition", place.partition());
    place.leader().ifPresent(known -> json.put("leader", known.node().name()));
    ObjectNode copies = json.putObject("copies");
    for (RegionCopy copy : place.copies()) {
      lines.add(Map.entry("copy", copy.region() + ": " + nodes(copy)));
      copy.replicas()
          .forEach(node -> copies.withArray(copy.region().name()).add(node.node().name()));
    }
    output.print(lines, json);
  }

  private static String nodes(RegionCopy copy) {
    return copy.replicas().stream()
        .map(replica -> replica.node().name())
        .collect(Collectors.joining(", "));
  }
}
