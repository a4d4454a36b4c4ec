package dev.isochrone.cli.transfer.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.TableSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /**
   * A document alone, as a JSON object. Columns that the table does not declare have the types that
   * JSON gives them; the cluster refuses them.
   */
  public static Document document(TableSpec table, String text) throws InputException {
    Map<String, ValueType> types = new HashMap<>();
    table.columns().forEach(column -> types.put(column.name(), column.type()));
    try {
      SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
      for (Map.Entry<String, JsonNode> field : object(text).properties()) {
        fields.put(field.getKey(), value(field, Optional.ofNullable(types.get(field.getKey()))));
      }
      return new Document(fields);
    } catch (UnfitException unfit) {
      throw new InputException(
          unfit.column().map(column -> column + ": ").orElse("the document: ") + unfit.reason());
    }
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
    RowDraft row = new RowDraft(intake);
    for (Map.Entry<String, JsonNode> field : object(line.text()).properties()) {
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
      row.field(field.name(), value(field.type(), node));
    } else if (place != Intake.Place.Ignored.IGNORED) {
      throw new AssertionError(place);
    }
  }

  private static ObjectNode object(String text) throws UnfitException {
    if (TypedJson.parse(text) instanceof ObjectNode object) {
      return object;
    }
    throw new UnfitException("not a JSON object, such as {\"id\": 1, \"name\": \"Lyon\"}");
  }

  private static Value value(Map.Entry<String, JsonNode> field, Optional<ValueType> type)
      throws UnfitException {
    try {
      Value unusedName = Words.text(field.getKey()); // Well-formed, or refused.
      return value(type, field.getValue());
    } catch (UnfitException unfit) {
      throw unfit.of(field.getKey());
    }
  }

  private static Value value(Optional<ValueType> type, JsonNode node) throws UnfitException {
    return type.isPresent() ? TypedJson.value(type.get(), node) : TypedJson.value(node);
  }
}
