package dev.isochrone.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a file says, and what environment variables say in its place, before it becomes a record:
 * each value as the text that was written, and whence it is, so that whatever is wrong with it
 * later can be told with its place. Its keys are held against the record's components first: the
 * reader of records tells of an unknown key late, and of the missing key that was meant before.
 */
final class SaidTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Path file;

  /** By path, its parts behind a slash each; the root's is empty. */
  private final Map<String, String> places = new HashMap<>();

  private final Map<String, String> variables = new HashMap<>();
  private Optional<JsonNode> root = Optional.empty();

  SaidTree(Path file) {
    this.file = file;
    places.put("", ConfigException.place(file, 1));
  }

  /** Reads the file's text through a parser that stands before its first token. */
  void read(JsonParser parser, JavaType type) throws IOException {
    if (parser.nextToken() != null) {
      root = Optional.of(new Walk(parser).value(type, "", "this file"));
    }
  }

  /** Puts values in the place of what the file says, or beside it. */
  void put(SortedMap<ConfigKey, String> said) {
    said.forEach(this::put);
  }

  private void put(ConfigKey key, String value) {
    String place = Environment.place(key.variable());
    JsonNode within = root.filter(JsonNode::isObject).orElseGet(NODES::objectNode);
    root = Optional.of(within);
    String path = "";
    for (String step : key.path().subList(0, key.path().size() - 1)) {
      path = path + "/" + step;
      JsonNode next = within.path(step);
      if (!next.isObject()) {
        next = NODES.objectNode();
        ((ObjectNode) within).set(step, next);
        places.put(path, place);
      }
      within = next;
    }
    String last = key.path().get(key.path().size() - 1);
    path = path + "/" + last;
    String replaced = path + "/";
    places.keySet().removeIf(old -> old.startsWith(replaced));
    ((ObjectNode) within).set(last, key.isList() ? list(value) : TextNode.valueOf(value.strip()));
    places.put(path, place);
    variables.put(path, key.variable());
  }

  private static ArrayNode list(String commas) {
    ArrayNode list = NODES.arrayNode();
    for (String one : commas.split(",", -1)) {
      if (!one.isBlank()) {
        list.add(one.strip());
      }
    }
    return list;
  }

  /** What is said in all; empty: nothing. */
  Optional<JsonNode> root() {
    return root;
  }

  /** Why this could not become a record, with the place of what is wrong. */
  ConfigException refused(JsonMappingException unfit, String reason) {
    String path =
        unfit.getPath().stream()
            .map(
                step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
            .collect(Collectors.joining());
    while (!places.containsKey(path)) {
      path = path.substring(0, path.lastIndexOf('/'));
    }
    return ConfigException.at(String.valueOf(places.get(path)), reason + besides(path));
  }

  /** Which variables have a part in what is wrong with several keys together. */
  private String besides(String path) {
    TreeSet<String> within = new TreeSet<>();
    variables.forEach(
        (key, variable) -> {
          if (key.startsWith(path + "/")) {
            within.add(variable);
          }
        });
    return within.isEmpty()
        ? ""
        : " (also from the environment: " + String.join(", ", within) + ")";
  }

  /** One walk over the tokens of the file. */
  private final class Walk {
    private final JsonParser parser;

    Walk(JsonParser parser) {
      this.parser = parser;
    }

    /** One value, from its first token to its last. */
    JsonNode value(JavaType type, String path, String name) throws IOException {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.VALUE_NULL) {
        return NullNode.instance;
      } else if (isGroup(type)) {
        require(token == JsonToken.START_OBJECT, name + " has keys of its own" + keysOf(type));
        return group(type, path);
      } else if (type.isCollectionLikeType()) {
        require(token == JsonToken.START_ARRAY, name + " is a list: write [ONE, OTHER]");
        return list(type, path, name);
      }
      require(token.isScalarValue(), name + " is one value, not several");
      return TextNode.valueOf(parser.getText());
    }

    private ObjectNode group(JavaType type, String path) throws IOException {
      ObjectNode group = NODES.objectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        JavaType of = typeOf(key, type);
        String at = path + "/" + key;
        places.put(at, here());
        JsonToken unused = parser.nextToken();
        group.set(key, value(of, at, "'" + key + "'"));
      }
      return group;
    }

    private JavaType typeOf(String key, JavaType group) throws ConfigException {
      if (group.isMapLikeType()) {
        return group.getContentType();
      }
      SortedMap<String, JavaType> known = ConfigKey.within(group.getRawClass());
      JavaType type = known.get(key);
      if (type == null) {
        throw ConfigException.at(
            here(), "unknown key '" + key + "'; taken here: " + String.join(", ", known.keySet()));
      }
      return type;
    }

    private ArrayNode list(JavaType type, String path, String name) throws IOException {
      ArrayNode list = NODES.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String at = path + "/" + list.size();
        places.put(at, here());
        list.add(value(type.getContentType(), at, "each of " + name));
      }
      return list;
    }

    private void require(boolean fits, String otherwise) throws ConfigException {
      if (!fits) {
        throw ConfigException.at(here(), otherwise);
      }
    }

    private String here() {
      return ConfigException.place(file, parser.currentTokenLocation().getLineNr());
    }
  }

  private static boolean isGroup(JavaType type) {
    return type.isMapLikeType()
        || (type.getRawClass().isRecord() && !YamlFile.isScalar(type.getRawClass()));
  }

  private static String keysOf(JavaType type) {
    List<String> keys =
        type.isMapLikeType()
            ? List.of()
            : List.copyOf(ConfigKey.within(type.getRawClass()).keySet());
    return keys.isEmpty() ? "" : ": " + String.join(", ", keys);
  }
}
