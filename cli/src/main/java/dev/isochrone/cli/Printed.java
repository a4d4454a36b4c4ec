package dev.isochrone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.placement.Directory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers as they are printed. */
final class Printed {
  private Printed() {}

  static void write(Output output, WriteAnswer answer) {
    AnswerHeader header = answer.header();
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    ObjectNode json = json(header);
    if (answer.key().isPresent()) {
      String key = KeyText.format(answer.key().get());
      lines.add(Map.entry("key", key));
      json.put("key", key);
    }
    lines.add(Map.entry("written at", place(header)));
    lines.add(Map.entry("version", version(header)));
    output.print(lines, json);
  }

  /**
   * What a read found.
   *
   * @param directory tells where the writers of siblings were
   */
  static void read(Output output, ReadAnswer answer, Directory directory) {
    AnswerHeader header = answer.header();
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("row", row(answer)));
    lines.add(Map.entry("version", version(header)));
    lines.add(
        Map.entry(
            "home",
            header.home().epoch() == 0 ? homeless(header.home()) : header.home().region().name()));
    lines.add(Map.entry("served by", place(header)));
    lines.add(Map.entry("staleness", staleness(header)));
    ObjectNode json = json(header);
    json.put("found", answer.isFound());
    answer.document().ifPresent(row -> json.set("row", DocumentJson.toJson(row)));
    answer.context().ifPresent(token -> json.put("context", TokenText.of(token.bytes())));
    if (answer.siblings().isEmpty()) {
      output.print(lines, json);
      return;
    }
    List<List<String>> siblings = new ArrayList<>();
    for (Sibling sibling : answer.siblings()) {
      String region = region(sibling, directory);
      siblings.add(List.of(region, sibling.version().toString(), content(sibling)));
      json.withArray("siblings").add(json(sibling).put("region", region));
    }
    answer
        .context()
        .map(token -> "put or del with --context " + TokenText.of(token.bytes()))
        .ifPresent(said -> lines.add(Map.entry("to settle", said)));
    output.print(List.of("WRITTEN IN", "VERSION", "ROW"), siblings, lines, json);
  }

  private static String row(ReadAnswer answer) {
    return answer.siblings().isEmpty()
        ? answer.document().map(row -> Output.text(DocumentJson.toJson(row))).orElse("none")
        : answer.siblings().size() + " siblings, above";
  }

  /** A multi-master row has none; what is named then takes the writes of who asked. */
  static String homeless(AnswerHeader.HomeOf taking) {
    return "none: every region takes writes, here " + taking.region();
  }

  private static String region(Sibling sibling, Directory directory) {
    return directory
        .origin(sibling.version().stamp().origin())
        .map(entry -> entry.region().name())
        .orElse("unknown");
  }

  private static String content(Sibling sibling) {
    return sibling.document().map(row -> Output.text(DocumentJson.toJson(row))).orElse("deleted");
  }

  static ObjectNode json(Sibling sibling) {
    ObjectNode json = DocumentJson.object();
    json.put("version", sibling.version().toString());
    json.put("deleted", sibling.document().isEmpty());
    sibling.document().ifPresent(row -> json.set("row", DocumentJson.toJson(row)));
    return json;
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
