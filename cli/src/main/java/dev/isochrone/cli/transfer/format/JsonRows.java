package dev.isochrone.cli.transfer.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.document.Value;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Rows from JSON lines: an object on each, of which some fields are the key. Values have the types
 * that JSON gives them, and those of {@link TypedJson}; in a column of a declared type they may be
 * written plainly.
 */
public final class JsonRows implements RowSource {
  private final ByteLines lines;
  private final Intake intake;
  private final RowRules rules;

  public JsonRows(ByteLines lines, Intake intake, RowRules rules) {
    this.lines = lines;
    this.intake = intake;
    this.rules = rules;
  }

  @Override
  public Optional<Parsed> next() throws IOException {
    Optional<RawLine> line = lines.next();
    while (line.isPresent() && line.get().isBlank()) {
      line = lines.next();
    }
    return line.map(this::parsed);
  }

  private Parsed parsed(RawLine line) {
    try {
      return row(line);
    } catch (UnfitException unfit) {
      return line.bad(unfit);
    }
  }

  private Parsed.Row row(RawLine line) throws UnfitException {
    JsonNode node = TypedJson.parse(line.text());
    if (!(node instanceof ObjectNode object)) {
      throw new UnfitException("not a JSON object, such as {\"id\": 1, \"name\": \"Lyon\"}");
    }
    RowDraft row = new RowDraft(intake);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      try {
        put(row, field.getKey(), field.getValue());
      } catch (UnfitException unfit) {
        throw unfit.of(field.getKey());
      }
    }
    return row.finished(line, rules);
  }

  private void put(RowDraft row, String name, JsonNode node) throws UnfitException {
    Value unusedName = Words.text(name); // Well-formed, or refused.
    Intake.Place place = intake.place(name);
    if (place instanceof Intake.Place.OfKey ofKey) {
      if (!node.isNull()) {
        row.key(ofKey, TypedJson.value(Words.of(ofKey.column().type()), node));
      }
    } else if (place instanceof Intake.Place.OfDocument field) {
      Value value =
          field.type().isPresent()
              ? TypedJson.value(field.type().get(), node)
              : TypedJson.value(node);
      row.field(field.name(), value);
    } else if (place != Intake.Place.Ignored.IGNORED) {
      throw new AssertionError(place);
    }
  }
}
