package dev.isochrone.cli.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.certificate.TlsOptions;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.region.RegionControllerConfig.Seat;
import dev.isochrone.region.config.FoundingFile;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.grpc.Founder;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code isochrone init}. */
@Command(
    name = "init",
    description = {
      "Makes the cluster that a file describes, once its controllers run; a majority of the regions suffices.",
      "May be repeated: it finds the cluster made. Where another cluster is, it is refused.",
      "Over TLS it shows a node's certificate: it calls controllers where servers do."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  isochrone init -f docs/examples/world/world.yaml")
public final class InitCommand implements Callable<Integer> {
  private static final long PAUSE_MILLIS = 200;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "What the cluster shall be, YAML; the same file as its controllers have.")
  private Path file = Path.of("");

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the controllers (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    if (timeoutSeconds < 1) {
      throw new InputException("--timeout " + timeoutSeconds + ": at least 1 second");
    }
    FoundingFile founding = FoundingFile.read(file);
    List<RegionSpec> specs = specs(founding);
    List<Address> voters =
        founding.seats().stream()
            .filter(Seat::votes)
            .map(seat -> Address.of(seat.internal()))
            .toList();
    Ticker ticker = Ticker.system();
    try (Channels channels = Channels.open(ChannelConfig.DEFAULT, ticker, tls.credentials())) {
      Founder founder = new Founder(new Controllers(channels, voters));
      TimeLimit limit = TimeLimit.in(Duration.ofSeconds(timeoutSeconds), ticker);
      print(founding, specs, made(founder, founding.cluster(), specs, limit));
      return ExitCode.DONE.number();
    }
  }

  private List<RegionSpec> specs(FoundingFile founding) throws InputException {
    try {
      return founding.specs();
    } catch (IllegalArgumentException unfit) {
      throw new InputException(file + ": " + unfit.getMessage());
    }
  }

  /** Asks until the cluster is made: controllers that start, or elect, refuse for a while. */
  private static ClusterId made(
      Founder founder, String name, List<RegionSpec> specs, TimeLimit limit)
      throws RefusedException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      Outcome<ClusterId> outcome = founder.found(name, specs).join();
      if (!(outcome instanceof Outcome.Refused<ClusterId> refused)
          || refused.refusal().kind() == RefusalKind.NEVER
          || refused.refusal().code() == RefusalCode.NOT_TRUSTED
          || limit.isOver()) {
        return outcome.orThrow();
      }
      boolean unused = never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void print(FoundingFile founding, List<RegionSpec> specs, ClusterId cluster) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cluster", founding.cluster()).put("id", cluster.hex());
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("cluster", founding.cluster() + ", " + cluster.hex()));
    for (RegionSpec spec : specs) {
      boolean data = spec.role() == RegionRole.DATA;
      json.withArray("regions")
          .addObject()
          .put("name", spec.region().name())
          .put("data", data)
          .put("nodes_awaited", data ? spec.shape().nodes() : 0);
      lines.add(
          Map.entry(
              "region " + spec.region(),
              data
                  ? spec.shape().partitions()
                      + " partitions of "
                      + spec.shape().replicas()
                      + " replicas, placed when "
                      + spec.shape().nodes()
                      + " nodes have joined"
                  : "a witness: it votes, and holds no data"));
    }
    lines.add(Map.entry("next", "start the nodes: isochrone node --config FILE"));
    output.print(lines, json);
  }
}
