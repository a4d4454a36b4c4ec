package dev.isochrone.chaos.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client was told, as members of its line: {@code cells} of a read, {@code elements} of a
 * set, {@code matched} false of a condition that did not hold, else a write that took effect.
 */
final class AnswerJson {
  private AnswerJson() {}

  static void write(ObjectNode json, Answer answer) {
    if (answer instanceof Answer.Written written) {
      written.version().ifPresent(version -> json.put("version", version.toString()));
    } else if (answer instanceof Answer.Mismatch mismatch) {
      json.put("matched", false);
      mismatch.found().ifPresent(version -> json.put("found", version.toString()));
    } else if (answer instanceof Answer.Seen seen) {
      ArrayNode cells = json.putArray("cells");
      seen.cells().forEach(cell -> write(cells.addObject(), cell));
      seen.staleNanos().ifPresent(stale -> json.put("stale_ns", stale));
    } else if (answer instanceof Answer.Contents contents) {
      ArrayNode elements = json.putArray("elements");
      contents.elements().forEach(elements::add);
    } else {
      throw new AssertionError(answer);
    }
  }

  static Answer read(JsonNode json) {
    if (json.has("cells")) {
      List<Cell> cells = new ArrayList<>();
      json.get("cells").forEach(cell -> cells.add(cell(cell)));
      return new Answer.Seen(
          cells,
          json.has("stale_ns")
              ? OptionalLong.of(EventJson.number(json, "stale_ns"))
              : OptionalLong.empty());
    }
    if (json.has("elements")) {
      List<String> elements = new ArrayList<>();
      json.get("elements").forEach(element -> elements.add(element.asText()));
      return new Answer.Contents(elements);
    }
    return json.has("matched")
        ? new Answer.Mismatch(ActionJson.version(json, "found"))
        : new Answer.Written(ActionJson.version(json, "version"));
  }

  private static void write(ObjectNode json, Cell cell) {
    cell.version().ifPresent(version -> json.put("version", version.toString()));
    cell.value().ifPresent(value -> json.put("v", value));
  }

  private static Cell cell(JsonNode json) {
    return new Cell(
        ActionJson.version(json, "version"),
        json.has("v") ? Optional.of(EventJson.text(json, "v")) : Optional.empty());
  }
}
