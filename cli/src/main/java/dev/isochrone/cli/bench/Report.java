package dev.isochrone.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as they are printed. */
final class Report {
  private static final List<String> COLUMNS =
      List.of(
          "OPERATION",
          "W",
          "RATE/s",
          "LOWEST",
          "HIGHEST",
          "ROWS/s",
          "P50 ms",
          "P99 ms",
          "P99.9 ms",
          "MAX ms",
          "CPU/OP us",
          "REFUSED");

  private Report() {}

  static void print(Output output, Plan plan, ObjectNode setting, List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    ObjectNode json = DocumentJson.object();
    json.put("warm_seconds", plan.warm().toSeconds());
    json.put("seconds", plan.each().toSeconds());
    json.put("repeat", plan.repeat());
    json.put("rate_due", plan.pace().perSecond());
    json.setAll(setting);
    for (Figure figure : figures) {
      rows.add(row(figure));
      json.withArray("figures").add(json(figure));
    }
    output.print(COLUMNS, rows, json);
  }

  private static List<String> row(Figure figure) {
    Measured median = figure.median();
    return List.of(
        figure.workload().toString(),
        Integer.toString(figure.outstanding()),
        whole(median.rate()),
        whole(figure.slowest().rate()),
        whole(figure.fastest().rate()),
        figure.workload() == Workload.SCAN ? whole(median.rowRate()) : "-",
        fine(median.millisAt(50)),
        fine(median.millisAt(99)),
        fine(median.millisAt(99.9)),
        fine(median.maxMillis()),
        whole(median.cpuMicrosPerRequest()),
        refused(figure));
  }

  private static ObjectNode json(Figure figure) {
    Measured median = figure.median();
    ObjectNode json = DocumentJson.object();
    json.put("operation", figure.workload().toString());
    json.put("outstanding", figure.outstanding());
    json.put("rate", median.rate());
    json.put("rate_lowest", figure.slowest().rate());
    json.put("rate_highest", figure.fastest().rate());
    if (figure.workload() == Workload.SCAN) {
      json.put("rows_rate", median.rowRate());
    }
    json.put("p50_millis", median.millisAt(50));
    json.put("p99_millis", median.millisAt(99));
    json.put("p999_millis", median.millisAt(99.9));
    json.put("max_millis", median.maxMillis());
    json.put("cpu_micros_per_operation", median.cpuMicrosPerRequest());
    ObjectNode refused = json.putObject("refused");
    figure.refused().forEach((code, count) -> refused.put(code.name(), count));
    return json;
  }

  private static String refused(Figure figure) {
    return figure.refused().isEmpty()
        ? "-"
        : figure.refused().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%.0f", number);
  }

  private static String fine(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
