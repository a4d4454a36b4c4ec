package dev.isochrone.cli.conflict;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.DocumentJson;
import dev.isochrone.cli.Output;
import dev.isochrone.cli.TokenText;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.wire.conflict.Conflict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Conflicts as they are printed. */
final class PrintedConflict {
  static final List<String> COLUMNS =
      List.of("KEY", "LOST", "OF REGION", "TO", "OF REGION", "STATE", "ID");

  private PrintedConflict() {}

  static List<String> row(Conflict conflict) {
    return List.of(
        KeyText.format(conflict.key()),
        time(conflict.loser().version()),
        region(conflict.loser()),
        time(conflict.winner().version()),
        region(conflict.winner()),
        state(conflict),
        TokenText.of(conflict.id()));
  }

  /** The last row of a list that goes on. */
  static List<String> more(String token) {
    return List.of("more:", "--from", token, "", "", "", "");
  }

  static void print(Output output, Optional<Conflict> found) {
    if (found.isEmpty()) {
      output.print(
          List.of(Map.entry("conflict", "none of this id is known there")),
          DocumentJson.object().put("found", false));
      return;
    }
    Conflict conflict = found.get();
    String policy = conflict.policy().policy().name().toLowerCase(Locale.ROOT);
    output.print(
        List.of(
            Map.entry("key", KeyText.format(conflict.key())),
            Map.entry("lost", lost(conflict)),
            Map.entry("written", written(conflict.loser())),
            Map.entry("replaced", written(conflict.winner())),
            Map.entry("policy", policy + ", version " + conflict.policy().version()),
            Map.entry("state", state(conflict))),
        json(conflict).put("found", true));
  }

  static ObjectNode json(Conflict conflict) {
    ObjectNode json = DocumentJson.object();
    json.put("id", TokenText.of(conflict.id()));
    json.put("key", KeyText.format(conflict.key()));
    json.set("loser", json(conflict.loser()));
    json.put("deleted", conflict.document().isEmpty());
    conflict.document().ifPresent(row -> json.set("row", DocumentJson.toJson(row)));
    json.set("winner", json(conflict.winner()));
    json.put("policy", conflict.policy().policy().name().toLowerCase(Locale.ROOT));
    json.put("policy_version", conflict.policy().version());
    json.put("state", state(conflict));
    return json;
  }

  private static ObjectNode json(Conflict.Writing writing) {
    ObjectNode json = DocumentJson.object();
    json.put("version", writing.version().toString());
    json.put("at", time(writing.version()));
    writing.region().map(Region::name).ifPresent(name -> json.put("region", name));
    return json;
  }

  private static String lost(Conflict conflict) {
    return conflict
        .document()
        .map(row -> Output.text(DocumentJson.toJson(row)))
        .orElse("a deletion");
  }

  private static String written(Conflict.Writing writing) {
    return time(writing.version()) + " in " + region(writing) + " (" + writing.version() + ")";
  }

  private static String state(Conflict conflict) {
    return conflict.withdrawn() ? "withdrawn" : "recorded";
  }

  private static String region(Conflict.Writing writing) {
    return writing.region().map(Region::name).orElse("unknown");
  }

  private static String time(Version version) {
    return Instant.ofEpochMilli(version.stamp().at().millis()).toString();
  }
}
