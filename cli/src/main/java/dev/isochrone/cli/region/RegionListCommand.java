package dev.isochrone.cli.region;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.RegionEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code isochrone region list}. */
@Command(
    name = "list",
    description = {
      "Shows the regions: which is nearby for a caller here, their nodes, partitions and places,",
      "and how long a small call to their nodes takes, measured from here: the median of a few."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone region list --region ap-south")
final class RegionListCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of(
          "REGION",
          "NEARBY",
          "NODES",
          "ANSWER",
          "PARTITIONS",
          "LATITUDE",
          "LONGITUDE",
          "FROM HERE");
  private static final double MICRODEGREES = 1_000_000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    try (IsochroneClient client = connection.connect()) {
      Distances distances = Distances.measure(client);
      List<List<String>> rows = new ArrayList<>();
      ObjectNode json = DocumentJson.object();
      json.put("nearby", client.region().name());
      ArrayNode regions = json.putArray("regions");
      boolean allAnswered = true;
      for (RegionEntry region : client.directory().regions().values()) {
        rows.add(cells(region, client.region(), distances));
        add(region, distances, regions.addObject());
        allAnswered &= region.nodes().keySet().stream().allMatch(n -> distances.to(n).isPresent());
      }
      output.print(
          COLUMNS,
          rows,
          List.of(
              Map.entry(
                  "from here",
                  "round trips as this machine measures them, not those between regions")),
          json);
      return (allAnswered ? ExitCode.DONE : ExitCode.LATER).number();
    }
  }

  private static List<String> cells(RegionEntry region, Region near, Distances distances) {
    Set<NodeId> nodes = region.nodes().keySet();
    long answer = nodes.stream().filter(node -> distances.to(node).isPresent()).count();
    return List.of(
        region.region().name(),
        region.region().equals(near) ? "nearby" : "-",
        Integer.toString(nodes.size()),
        Long.toString(answer),
        Integer.toString(region.layout().partitions().size()),
        region.coordinates().map(Coordinates::latitude).map(RegionListCommand::degrees).orElse("-"),
        region
            .coordinates()
            .map(Coordinates::longitude)
            .map(RegionListCommand::degrees)
            .orElse("-"),
        distances.to(nodes).map(RegionListCommand::text).orElse("?"));
  }

  private static void add(RegionEntry region, Distances distances, ObjectNode json) {
    json.put("region", region.region().name());
    json.put("partitions", region.layout().partitions().size());
    region
        .coordinates()
        .ifPresent(
            place ->
                json.put("latitude", place.latitude() / MICRODEGREES)
                    .put("longitude", place.longitude() / MICRODEGREES));
    distances
        .to(region.nodes().keySet())
        .ifPresent(trip -> json.put("measured_from_here_millis", millis(trip)));
    ArrayNode nodes = json.putArray("nodes");
    region
        .nodes()
        .forEach(
            (id, node) -> {
              ObjectNode one = nodes.addObject().put("node", id.name());
              one.put("zone", node.zone().name()).put("client", node.client().address());
              one.put("answered", distances.to(id).isPresent());
              distances
                  .to(id)
                  .ifPresent(trip -> one.put("measured_from_here_millis", millis(trip)));
            });
  }

  private static String degrees(int micros) {
    return String.format(Locale.ROOT, "%.2f", micros / MICRODEGREES);
  }

  private static String text(Duration trip) {
    return String.format(Locale.ROOT, "%.1f ms", millis(trip));
  }

  private static double millis(Duration trip) {
    return trip.toNanos() / NANOS_PER_MILLI;
  }
}
