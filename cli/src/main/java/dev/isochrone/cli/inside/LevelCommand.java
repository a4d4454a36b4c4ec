package dev.isochrone.cli.inside;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Connection;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.wire.inside.LogLevel;
import dev.isochrone.wire.inside.LogOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code isochrone log level}. */
@Command(
    name = "level",
    description = {
      "Changes how much a running server logs, until it ends or is told otherwise: all of it, or"
          + " one package or class.",
      "Levels: error, warn, info, debug, trace; each with those before it."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone log level eu-west-a debug",
      "  isochrone log level eu-west-a dev.isochrone.replication trace",
      "  isochrone log level eu-west-controller info"
    })
final class LevelCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SERVER",
      description = "A node or a controller, by its id; a controller also by its host:port.")
  private String server = "";

  @Parameters(
      index = "1..*",
      arity = "1..2",
      paramLabel = "[LOGGER] LEVEL",
      hideParamSyntax = true,
      description = "A package or class (default: dev.isochrone), and the level.")
  private List<String> words = List.of();

  @Mixin private Connection connection = new Connection();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    LogOrder order = order();
    try (IsochroneClient client = connection.connect()) {
      LogOrder.Done done = client.interiors().setLogLevel(order);
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("server", done.server()).put("logger", done.logger());
      json.put("before", done.before().word()).put("level", done.level().word());
      output.print(
          List.of(
              Map.entry("server", done.server()),
              Map.entry("logger", done.logger()),
              Map.entry("level", done.level().word() + ", before " + done.before().word())),
          json);
      return ExitCode.DONE.number();
    }
  }

  private LogOrder order() throws InputException {
    if (words.size() > 2) {
      throw new InputException("one server, at most one logger, and a level: " + words);
    }
    String word = words.get(words.size() - 1);
    LogLevel level =
        LogLevel.of(word)
            .orElseThrow(
                () ->
                    new InputException(
                        word + " is no level: take error, warn, info, debug or trace"));
    try {
      return new LogOrder(server, words.size() == 2 ? words.get(0) : LogOrder.OURS, level);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(words.get(0) + ": " + unfit.getMessage());
    }
  }
}
