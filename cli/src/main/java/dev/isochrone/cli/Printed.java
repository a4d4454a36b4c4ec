package dev.isochrone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers as they are printed. */
final class Printed {
  private Printed() {}

  static void write(Output output, AnswerHeader header) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("written at", place(header)));
    lines.add(Map.entry("version", version(header)));
    output.print(lines, json(header));
  }

  static void read(Output output, ReadAnswer answer) {
    AnswerHeader header = answer.header();
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(
        Map.entry(
            "row",
            answer.document().map(row -> Output.text(DocumentJson.toJson(row))).orElse("none")));
    lines.add(Map.entry("version", version(header)));
    lines.add(Map.entry("home", header.home().region().name()));
    lines.add(Map.entry("served by", place(header)));
    lines.add(Map.entry("staleness", staleness(header)));
    ObjectNode json = json(header);
    json.put("found", answer.document().isPresent());
    answer.document().ifPresent(row -> json.set("row", DocumentJson.toJson(row)));
    output.print(lines, json);
  }

  static String place(AnswerHeader header) {
    return header.served().region() + " (node " + header.served().node() + ")";
  }

  static String staleness(AnswerHeader header) {
    return header
        .staleness()
        .map(age -> age.toMillis() + " ms")
        .orElse("unknown: nothing has arrived from the home yet");
  }

  private static String version(AnswerHeader header) {
    return header.version().map(Object::toString).orElse("never written");
  }

  private static ObjectNode json(AnswerHeader header) {
    ObjectNode json = DocumentJson.object();
    header.version().ifPresent(version -> json.put("version", version.toString()));
    json.put("home", header.home().region().name());
    json.put("home_epoch", header.home().epoch());
    json.put("region", header.served().region().name());
    json.put("node", header.served().node().name());
    header.staleness().map(Duration::toMillis).ifPresent(age -> json.put("staleness_millis", age));
    json.put("hlc", header.hlc().toString());
    json.put("request_id", header.requestId());
    return json;
  }
}
