package dev.isochrone.cli.region;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.Endpoints;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.wire.cluster.LeaderOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone leader transfer}. */
@Command(
    name = "transfer",
    description = {
      "Hands the leadership of a partition to another of its replicas, as before a node is",
      "stopped. For a moment nobody leads; clients wait and try again."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone leader transfer --region eu-west --partition 0 --to eu-west-b")
final class TransferCommand implements Callable<Integer> {
  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "The region of the partition.")
  private String region = "";

  @Option(
      names = "--partition",
      required = true,
      paramLabel = "N",
      description = "The partition, counted in its region from 0.")
  private int partition;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "NODE",
      description = "The node that is to lead; one that has a replica.")
  private String to = "";

  @Override
  public Integer call() throws Exception {
    LeaderOrder order = order();
    try (IsochroneClient client = IsochroneClient.connect(endpoints.client())) {
      LeaderOrder.Result result = client.leadership().transfer(order);
      print(order, result);
      return (result.handedOver() ? ExitCode.DONE : ExitCode.LATER).number();
    }
  }

  private LeaderOrder order() throws InputException {
    try {
      return new LeaderOrder(new Region(region), partition, new NodeId(to));
    } catch (IllegalArgumentException unfit) {
      throw new InputException(String.valueOf(unfit.getMessage()));
    }
  }

  private void print(LeaderOrder order, LeaderOrder.Result result) {
    ObjectNode json = DocumentJson.object();
    json.put("region", order.region().name()).put("partition", order.partition());
    json.put("from", result.from().name()).put("to", order.to().name());
    json.put("handed_over", result.handedOver());
    output.print(
        List.of(
            Map.entry("partition", order.partition() + " of " + order.region()),
            Map.entry("led by", result.from().name()),
            Map.entry("now", now(order, result))),
        json);
  }

  private static String now(LeaderOrder order, LeaderOrder.Result result) {
    if (!result.handedOver()) {
      return order.to()
          + " did not come to lead in time: it may lag or be down; see isochrone status, try again";
    }
    return order.to() + (result.from().equals(order.to()) ? ", which led already" : "");
  }
}
