package dev.isochrone.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.Endpoints;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Output;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.server.config.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isochrone bench}. */
@Command(
    name = "bench",
    description = {
      "Measures a cluster: keeps w requests outstanding in one process, on keys drawn uniformly, and prints rate and",
      "latencies. Warms up first: a JVM is compiled for the first minute, and a short run measures the compiler."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  isochrone bench --local-processes --workload put,get --outstanding 1,64,256",
      "  isochrone bench --endpoints 127.0.0.1:7400 --workload conditional-put --warm 10s -o json"
    })
public final class BenchCommand implements Callable<Integer> {
  @Mixin private Endpoints endpoints = new Endpoints();

  @Option(
      names = "--local-processes",
      description =
          "Start three nodes of one region as processes on this machine, measure them, and end them.")
  private boolean localProcesses;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where those keep their data and logs (default: a directory that is removed at the end).")
  private Optional<Path> dir = Optional.empty();

  @Option(
      names = "--node-jvm",
      paramLabel = "OPTION",
      description =
          "Another option for the JVM of each of those; {node} in it becomes the node's name. Repeatable.")
  private List<String> nodeJvm = List.of();

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      defaultValue = BenchTable.NAME,
      description =
          "Its key is one string; what is in it is overwritten (default: ${DEFAULT-VALUE}).")
  private String table = BenchTable.NAME;

  @Option(
      names = {"-w", "--outstanding"},
      paramLabel = "W",
      split = ",",
      defaultValue = "1,64,256",
      description =
          "Requests outstanding at once; several are measured in turn (default: ${DEFAULT-VALUE}).")
  private List<Integer> outstanding = List.of();

  @Option(
      names = "--workload",
      paramLabel = "put|get|mix|conditional-put|scan",
      split = ",",
      defaultValue = "put",
      description = {
        "What is measured; several in turn (default: ${DEFAULT-VALUE}).",
        "scan: of the rows behind one, in the table's order, eventually and at any node: a strong scan is of one",
        "partition key, which here is one row. A node has at most 64 scans open; with more, they wait for each other."
      })
  private List<Workload> workloads = List.of();

  @Option(
      names = "--consistency",
      paramLabel = "strong|leased|eventual",
      defaultValue = "strong",
      description = "Of gets; scans are eventual (default: ${DEFAULT-VALUE}).")
  private Consistency consistency = Consistency.STRONG;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Rows; all are written before anything is measured (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--value-bytes",
      paramLabel = "N",
      defaultValue = "100",
      description = "Random bytes in each row (default: ${DEFAULT-VALUE}).")
  private int valueBytes;

  @Option(
      names = "--scan-rows",
      paramLabel = "N",
      defaultValue = "100",
      description = "Rows of each scan, fewer at the table's end (default: ${DEFAULT-VALUE}).")
  private int scanRows;

  @Option(
      names = "--warm",
      paramLabel = "TIME",
      defaultValue = "45s",
      converter = Time.class,
      description = "Of each workload, at the greatest w (default: ${DEFAULT-VALUE}).")
  private Duration warm = Duration.ZERO;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Of each repetition (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Repetitions; the median is printed, with lowest and highest (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Requests due a second, evenly, each measured from when it was due (default: as many as w outstanding allow).",
        "The warm-up goes as fast as it can."
      })
  private int rate;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Time.class,
      description = "Of each request (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Mixin private Output output = new Output();

  @Spec private CommandSpec spec;

  /** A duration as people write it. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return DurationText.parse(text);
    }
  }

  @Override
  public Integer call() throws Exception {
    Plan plan;
    Measurement.Setting setting;
    try {
      plan =
          new Plan(
              workloads, outstanding, warm, Duration.ofSeconds(seconds), repeat, new Pace(rate));
      setting = new Measurement.Setting(keys, valueBytes, consistency, scanRows);
    } catch (IllegalArgumentException unfit) {
      throw new InputException(String.valueOf(unfit.getMessage()));
    }
    if (localProcesses) {
      try (OwnCluster cluster = OwnCluster.start(dir, nodeJvm)) {
        measure(plan, setting, cluster.client());
      }
    } else {
      measure(plan, setting, endpoints.client());
    }
    return ExitCode.DONE.number();
  }

  private void measure(Plan plan, Measurement.Setting setting, ClientConfig config)
      throws Exception {
    ClientConfig sized =
        config.within(timeout).atOnce(Math.max(plan.deepest(), Measurement.PRELOAD_OUTSTANDING));
    try (IsochroneClient client = IsochroneClient.connect(sized);
        Measurement measurement = Measurement.of(client, table, setting, timeout, plan.deepest())) {
      spec.commandLine().getErr().println(plan);
      measurement.preload();
      Report.print(output, plan, described(setting), measurement.run(plan));
    }
  }

  private ObjectNode described(Measurement.Setting setting) {
    return DocumentJson.object()
        .put("keys", setting.keys())
        .put("value_bytes", setting.valueBytes())
        .put("scan_rows", setting.scanRows())
        .put("consistency", setting.consistency().name().toLowerCase(Locale.ROOT));
  }
}
