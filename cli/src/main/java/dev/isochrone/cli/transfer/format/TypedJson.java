package dev.isochrone.cli.transfer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values as JSON without loss. Whole numbers are int64 and others double; what JSON has no type for
 * says its own, in an object of one field: {@code {"$decimal": "12.50"}}, {@code $bytes}, {@code
 * $uuid}, {@code $timestamp}, {@code $double} for what is no number and for minus zero, and {@code
 * $map} around a map that would look like one of these.
 *
 * <p>A column that declares its type may have plain JSON of it: a text for a uuid.
 */
final class TypedJson {
  private static final String MARK = "$";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final JsonNodeFactory NODES = JSON.getNodeFactory();

  private TypedJson() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static JsonNode parse(String text) throws UnfitException {
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isMissingNode()) {
        throw new UnfitException("not JSON");
      }
      return node;
    } catch (JsonProcessingException malformed) {
      String why = String.valueOf(malformed.getOriginalMessage()).lines().findFirst().orElse("");
      throw new UnfitException("not JSON: " + why);
    }
  }

  static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String text(Value value) {
    return text(node(value));
  }

  static Value value(String text) throws UnfitException {
    return value(parse(text));
  }

  /** The value that the JSON says by itself. */
  static Value value(JsonNode node) throws UnfitException {
    if (node.isNull()) {
      return Value.Null.NULL;
    } else if (node.isBoolean()) {
      return new Value.Bool(node.booleanValue());
    } else if (node.isIntegralNumber()) {
      return int64(node);
    } else if (node.isNumber()) {
      return float64(node);
    } else if (node.isTextual()) {
      return Words.text(node.textValue());
    } else if (node instanceof ArrayNode array) {
      List<Value> values = new ArrayList<>();
      for (JsonNode element : array) {
        values.add(value(element));
      }
      return new Value.Listing(values);
    } else if (node instanceof ObjectNode object) {
      return marked(object).isPresent() ? ofMark(object) : new Value.Mapping(fields(object));
    }
    throw new AssertionError(node.getNodeType());
  }

  /** The value that the JSON says in a column of this type. */
  static Value value(ValueType type, JsonNode node) throws UnfitException {
    if (node.isTextual()) {
      return Words.value(type, node.textValue());
    } else if (node.isNumber() && type == ValueType.DECIMAL) {
      return Words.decimal(node.decimalValue());
    } else if (node.isIntegralNumber() && type == ValueType.DOUBLE) {
      return exactDouble(node);
    }
    Value value = value(node);
    if (value != Value.Null.NULL && value.tag() != type.tag()) {
      throw Words.unfit(type, text(node));
    }
    return value;
  }

  static JsonNode node(Value value) {
    if (value == Value.Null.NULL) {
      return NODES.nullNode();
    } else if (value instanceof Value.Bool bool) {
      return NODES.booleanNode(bool.value());
    } else if (value instanceof Value.Int64 number) {
      return NODES.numberNode(number.value());
    } else if (value instanceof Value.Float64 number && isPlain(number.value())) {
      return NODES.numberNode(number.value());
    } else if (value instanceof Value.Text text) {
      return NODES.textNode(text.value());
    } else if (value instanceof Value.Listing list) {
      ArrayNode array = NODES.arrayNode();
      list.values().forEach(element -> array.add(node(element)));
      return array;
    } else if (value instanceof Value.Mapping map) {
      ObjectNode object = NODES.objectNode();
      map.fields().forEach((name, field) -> object.set(name, node(field)));
      return marked(object).isPresent() ? mark(ValueType.MAP, object) : object;
    } else if (value instanceof Value.Unknown) {
      throw new AssertionError("a value of a newer release has no JSON");
    }
    ValueType type = ValueType.tagged(value.tag()).orElseThrow();
    return mark(type, NODES.textNode(Words.word(value).orElseThrow()));
  }

  private static Value int64(JsonNode node) throws UnfitException {
    if (!node.canConvertToLong()) {
      throw new UnfitException("a whole number beyond 64 bits: " + shown(node));
    }
    return new Value.Int64(node.longValue());
  }

  private static Value float64(JsonNode node) throws UnfitException {
    double number = node.doubleValue();
    if (Double.isInfinite(number)) {
      throw new UnfitException("a number beyond all doubles: " + shown(node));
    }
    return new Value.Float64(number);
  }

  /** Minus zero is not: as an exact decimal, which JSON's numbers are read as, it has no sign. */
  private static boolean isPlain(double number) {
    return Double.isFinite(number) && Double.compare(number, -0.0) != 0;
  }

  private static Value exactDouble(JsonNode node) throws UnfitException {
    double number = node.doubleValue();
    if (Double.isInfinite(number) || new BigDecimal(number).compareTo(node.decimalValue()) != 0) {
      throw new UnfitException("a whole number that no double is equal to: " + shown(node));
    }
    return new Value.Float64(number);
  }

  private static String shown(JsonNode node) {
    return UnfitException.shown(text(node));
  }

  private static SortedMap<String, Value> fields(ObjectNode object) throws UnfitException {
    SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Value unusedName = Words.text(field.getKey()); // Well-formed, or refused.
      fields.put(field.getKey(), value(field.getValue()));
    }
    return fields;
  }

  /** The type whose mark such an object bears, whether it makes sense or not. */
  private static Optional<ValueType> marked(ObjectNode object) {
    if (object.size() != 1) {
      return Optional.empty();
    }
    String name = object.fieldNames().next();
    for (ValueType type : ValueType.values()) {
      if (hasMark(type) && name.equals(MARK + Words.name(type))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static boolean hasMark(ValueType type) {
    return switch (type) {
      case DOUBLE, DECIMAL, BYTES, UUID, TIMESTAMP, MAP -> true;
      case NULL, BOOL, INT64, STRING, LIST -> false;
    };
  }

  private static ObjectNode mark(ValueType type, JsonNode content) {
    return NODES.objectNode().set(MARK + Words.name(type), content);
  }

  private static Value ofMark(ObjectNode object) throws UnfitException {
    ValueType type = marked(object).orElseThrow();
    JsonNode content = object.elements().next();
    if (type == ValueType.MAP && content instanceof ObjectNode map) {
      return new Value.Mapping(fields(map));
    } else if (type != ValueType.MAP && content.isTextual()) {
      return Words.value(type, content.textValue());
    }
    throw new UnfitException(
        MARK
            + Words.name(type)
            + " stands before "
            + (type == ValueType.MAP ? "an object" : "a text"));
  }
}
