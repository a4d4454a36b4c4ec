package dev.isochrone.chaos.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Version;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What was asked, as members of its line: {@code f} says which, {@code v} is the value. */
final class ActionJson {
  private ActionJson() {}

  static void write(ObjectNode json, Action action) {
    if (action instanceof Action.Read read) {
      json.put("f", "read");
      json.put("level", read.level().name().toLowerCase(Locale.ROOT));
      read.boundNanos().ifPresent(bound -> json.put("bound_ns", bound));
    } else if (action instanceof Action.Write write) {
      json.put("f", "write");
      json.put("v", write.value());
      saw(json, write.saw());
    } else if (action instanceof Action.WriteIf write) {
      json.put("f", "write_if");
      json.put("v", write.value());
      write.expected().ifPresent(version -> json.put("expected", version.toString()));
    } else if (action instanceof Action.Delete delete) {
      json.put("f", "delete");
      saw(json, delete.saw());
    } else if (action instanceof Action.Add add) {
      json.put("f", "add");
      json.put("v", add.element());
    } else if (action instanceof Action.Members) {
      json.put("f", "members");
    } else {
      throw new AssertionError(action);
    }
  }

  static Action read(JsonNode json) {
    String kind = EventJson.text(json, "f");
    return switch (kind) {
      case "read" ->
          new Action.Read(
              Level.valueOf(EventJson.text(json, "level").toUpperCase(Locale.ROOT)),
              json.has("bound_ns")
                  ? OptionalLong.of(EventJson.number(json, "bound_ns"))
                  : OptionalLong.empty());
      case "write" -> new Action.Write(EventJson.text(json, "v"), saw(json));
      case "write_if" -> new Action.WriteIf(version(json, "expected"), EventJson.text(json, "v"));
      case "delete" -> new Action.Delete(saw(json));
      case "add" -> new Action.Add(EventJson.text(json, "v"));
      case "members" -> new Action.Members();
      default -> throw new IllegalArgumentException("unknown f '" + kind + "'");
    };
  }

  static Optional<Version> version(JsonNode json, String name) {
    return json.has(name)
        ? Optional.of(Version.parse(EventJson.text(json, name)))
        : Optional.empty();
  }

  private static void saw(ObjectNode json, SortedSet<Version> saw) {
    if (!saw.isEmpty()) {
      ArrayNode versions = json.putArray("saw");
      saw.forEach(version -> versions.add(version.toString()));
    }
  }

  private static SortedSet<Version> saw(JsonNode json) {
    SortedSet<Version> saw = new TreeSet<>();
    json.path("saw").forEach(version -> saw.add(Version.parse(version.asText())));
    return saw;
  }
}
