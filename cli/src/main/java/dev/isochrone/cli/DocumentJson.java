package dev.isochrone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Documents as JSON: whole numbers are int64, others double, and so back. What JSON has no type for
 * is printed as text: decimals, uuids, timestamps, and bytes in hexadecimal.
 */
public final class DocumentJson {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private DocumentJson() {}

  /** The document that a JSON object says. */
  public static Document parse(String text) throws InputException {
    try {
      JsonNode node = JSON.readTree(text);
      if (!(node instanceof ObjectNode object)) {
        throw new InputException(
            "the document must be a JSON object, such as '{\"name\": \"Lyon\"}'");
      }
      return new Document(fields(object));
    } catch (JsonProcessingException malformed) {
      throw new InputException("the document is not JSON: " + malformed.getOriginalMessage());
    }
  }

  public static ObjectNode toJson(Document document) {
    return toJson(document.fields());
  }

  /** A new, empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static SortedMap<String, Value> fields(ObjectNode object) throws InputException {
    SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      fields.put(field.getKey(), value(field.getValue()));
    }
    return fields;
  }

  private static Value value(JsonNode node) throws InputException {
    if (node.isNull()) {
      return Value.Null.NULL;
    } else if (node.isBoolean()) {
      return new Value.Bool(node.booleanValue());
    } else if (node.isIntegralNumber()) {
      if (!node.canConvertToLong()) {
        throw new InputException("a whole number beyond 64 bits: " + node);
      }
      return new Value.Int64(node.longValue());
    } else if (node.isNumber()) {
      return new Value.Float64(node.doubleValue());
    } else if (node.isTextual()) {
      return new Value.Text(node.textValue());
    } else if (node instanceof ObjectNode object) {
      return new Value.Mapping(fields(object));
    } else if (node instanceof ArrayNode array) {
      List<Value> values = new ArrayList<>();
      for (JsonNode element : array) {
        values.add(value(element));
      }
      return new Value.Listing(values);
    }
    throw new AssertionError(node.getNodeType());
  }

  private static ObjectNode toJson(SortedMap<String, Value> fields) {
    ObjectNode object = JSON.createObjectNode();
    fields.forEach((name, value) -> object.set(name, node(value)));
    return object;
  }

  private static JsonNode node(Value value) {
    var nodes = JSON.getNodeFactory();
    if (value == Value.Null.NULL) {
      return nodes.nullNode();
    } else if (value instanceof Value.Bool bool) {
      return nodes.booleanNode(bool.value());
    } else if (value instanceof Value.Int64 number) {
      return nodes.numberNode(number.value());
    } else if (value instanceof Value.Float64 number) {
      return nodes.numberNode(number.value());
    } else if (value instanceof Value.Decimal decimal) {
      return nodes.textNode(decimal.value().toString());
    } else if (value instanceof Value.Text text) {
      return nodes.textNode(text.value());
    } else if (value instanceof Value.Binary binary) {
      return nodes.textNode(binary.value().toHex());
    } else if (value instanceof Value.Uuid uuid) {
      return nodes.textNode(uuid.value().toString());
    } else if (value instanceof Value.Timestamp timestamp) {
      return nodes.textNode(Instant.EPOCH.plus(timestamp.micros(), ChronoUnit.MICROS).toString());
    } else if (value instanceof Value.Listing list) {
      ArrayNode array = nodes.arrayNode();
      list.values().forEach(element -> array.add(node(element)));
      return array;
    } else if (value instanceof Value.Mapping map) {
      return toJson(map.fields());
    } else if (value instanceof Value.Unknown unknown) {
      return nodes.textNode("(type " + unknown.tag() + " of a newer release)");
    }
    throw new AssertionError(value);
  }
}
