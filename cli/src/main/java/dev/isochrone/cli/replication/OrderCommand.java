package dev.isochrone.cli.replication;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.Region;
import dev.isochrone.wire.cluster.LinkOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code pause} and {@code resume} have in common: all but one word. */
abstract class OrderCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "REGION",
      description = "The region that sends.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "REGION",
      description = "The region that it sends to.")
  private String to = "";

  abstract boolean pauses();

  @Override
  public Integer call() throws Exception {
    LinkOrder order = new LinkOrder(region("--from", from), region("--to", to), pauses());
    try (IsochroneClient client = connection.connect()) {
      NavigableSet<Integer> noted = client.order(order);
      NavigableSet<Integer> missing = new TreeSet<>();
      client
          .directory()
          .region(order.from())
          .ifPresent(
              sender ->
                  sender.layout().partitions().forEach(partition -> missing.add(partition.id())));
      missing.removeAll(noted);
      print(order, noted, missing);
      return (missing.isEmpty() ? ExitCode.DONE : ExitCode.LATER).number();
    }
  }

  private void print(LinkOrder order, NavigableSet<Integer> noted, NavigableSet<Integer> missing) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("from", from).put("to", to).put("paused", order.paused());
    noted.forEach(partition -> json.withArray("partitions").add(partition));
    missing.forEach(partition -> json.withArray("without_leader").add(partition));
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("from", from));
    lines.add(Map.entry("to", to));
    lines.add(Map.entry(order.paused() ? "paused" : "resumed", "partitions " + noted));
    if (!missing.isEmpty()) {
      lines.add(
          Map.entry(
              "not done", "partitions " + missing + " had no leader that took it; try again"));
    }
    output.print(lines, json);
  }

  static Region region(String option, String name) throws InputException {
    if (!Region.isName(name)) {
      throw new InputException(option + " " + name + ": not a region's name, such as eu-west");
    }
    return new Region(name);
  }

  /** {@code isochrone replication pause}. */
  @Command(
      name = "pause",
      description =
          "Stops what one region sends to another, until it is resumed; the outbox keeps it.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  isochrone replication pause --from eu-west --to us-east")
  static final class Pause extends OrderCommand {
    @Override
    boolean pauses() {
      return true;
    }
  }

  /** {@code isochrone replication resume}. */
  @Command(
      name = "resume",
      description = "Lets flow again what was paused.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  isochrone replication resume --from eu-west --to us-east")
  static final class Resume extends OrderCommand {
    @Override
    boolean pauses() {
      return false;
    }
  }
}
