package dev.isochrone.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the keys of a file against the components of the records that it is read into, before it
 * is: the reader of records tells of an unknown key late, without its line, and of the missing key
 * that was meant first.
 */
final class KnownKeys {
  private final Path file;
  private final JsonParser parser;

  /** Reads the parser, which stands before the first token. */
  KnownKeys(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** Refuses the first key that the type does not have. */
  void require(JavaType type) throws IOException {
    if (parser.nextToken() != null) {
      walk(type);
    }
  }

  /** One value, from its first token to its last. */
  private void walk(JavaType type) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      if (type.getRawClass().isRecord()) {
        walkRecord(type.getRawClass());
      } else if (type.isMapLikeType()) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          parser.nextToken();
          walk(type.getContentType());
        }
      } else {
        parser.skipChildren();
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      if (type.isCollectionLikeType()) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          walk(type.getContentType());
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void walkRecord(Class<?> record) throws IOException {
    SortedMap<String, JavaType> known = keys(record);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JavaType type = known.get(key);
      if (type == null) {
        throw ConfigException.at(
            file,
            parser.currentTokenLocation().getLineNr(),
            "unknown key '" + key + "'; taken here: " + String.join(", ", known.keySet()));
      }
      parser.nextToken();
      walk(type);
    }
  }

  private static SortedMap<String, JavaType> keys(Class<?> record) {
    SortedMap<String, JavaType> keys = new TreeMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      keys.put(
          PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(component.getName()),
          TypeFactory.defaultInstance().constructType(component.getGenericType()));
    }
    return keys;
  }
}
