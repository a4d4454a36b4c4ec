package dev.isochrone.server.config;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key of a configuration file that has a value, and not keys of its own: where it stands, and
 * which environment variable says the same. What stands under names that the file itself chooses,
 * as regions do, has none.
 *
 * @param path from the outermost key on, in kebab case
 * @param type of the value: a scalar, or a list of them
 */
public record ConfigKey(List<String> path, JavaType type) {
  public ConfigKey {
    path = List.copyOf(path);
  }

  /** All keys of a file that is read into this record, in the order of its components. */
  public static List<ConfigKey> of(Class<?> record) {
    List<ConfigKey> keys = new ArrayList<>();
    collect(record, List.of(), keys);
    return keys;
  }

  /** As documents name it: {@code join.zone}. */
  public String name() {
    return String.join(".", path);
  }

  /**
   * The variable that wins over the file: {@code ISOCHRONE_JOIN_ZONE}, that is the path in upper
   * case with an underscore for each point and hyphen.
   */
  public String variable() {
    return Environment.PREFIX + String.join("_", path).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Whether the value is several, written with commas between them in a variable. */
  public boolean isList() {
    return type.isCollectionLikeType();
  }

  /** The keys that a record is read from, and the types of their values. */
  static SortedMap<String, JavaType> within(Class<?> record) {
    SortedMap<String, JavaType> keys = new TreeMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      keys.put(key(component), type(component));
    }
    return keys;
  }

  private static void collect(Class<?> record, List<String> above, List<ConfigKey> keys) {
    for (RecordComponent component : record.getRecordComponents()) {
      JavaType type = type(component);
      List<String> path = new ArrayList<>(above);
      path.add(key(component));
      if (type.getRawClass().isRecord() && !YamlFile.isScalar(type.getRawClass())) {
        collect(type.getRawClass(), path, keys);
      } else if (!type.isMapLikeType()) {
        keys.add(new ConfigKey(path, type));
      }
    }
  }

  private static String key(RecordComponent component) {
    return PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(component.getName());
  }

  private static JavaType type(RecordComponent component) {
    return TypeFactory.defaultInstance().constructType(component.getGenericType());
  }
}
