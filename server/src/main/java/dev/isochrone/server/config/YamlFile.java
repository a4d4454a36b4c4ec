package dev.isochrone.server.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file as a record: keys in kebab case, unknown and repeated ones refused with their line,
 * durations, sizes and percentages as people write them.
 */
public final class YamlFile {
  private static final YAMLMapper YAML = mapper();

  /** Records that are written as one value. */
  private static final Set<Class<?>> SCALARS =
      Set.of(ByteSize.class, Percentage.class, Address.class);

  private YamlFile() {}

  /**
   * What the file says.
   *
   * @param type a record; its constructor's {@link IllegalArgumentException} becomes the message
   */
  public static <T> T read(Path file, Class<T> type) throws ConfigException {
    return read(file, type, Environment.NONE);
  }

  /**
   * What the file says, where the environment says nothing else: see {@link ConfigKey#variable}.
   *
   * @param type a record, as in the other one
   */
  public static <T> T read(Path file, Class<T> type, Environment environment)
      throws ConfigException {
    return type.cast(read(file, YAML.constructType(type), environment.of(type)));
  }

  /**
   * What the file says, if that is one thing after another, each under its name; in the order of
   * the file.
   *
   * @param type a record, as in the other one
   */
  public static <T> Map<String, T> readEach(Path file, Class<T> type) throws ConfigException {
    Map<String, T> each = new LinkedHashMap<>();
    JavaType map = YAML.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, type);
    for (Map.Entry<?, ?> one :
        ((Map<?, ?>) read(file, map, Collections.emptySortedMap())).entrySet()) {
      if (one.getValue() == null) {
        throw ConfigException.in(file, "nothing is said under '" + one.getKey() + "'");
      }
      each.put(String.valueOf(one.getKey()), type.cast(one.getValue()));
    }
    return each;
  }

  private static Object read(Path file, JavaType type, SortedMap<ConfigKey, String> besides)
      throws ConfigException {
    SaidTree tree = new SaidTree(file);
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      try (JsonParser parser = YAML.createParser(text)) {
        tree.read(parser, type);
      }
      tree.put(besides);
      JsonNode said =
          tree.root()
              .filter(node -> !node.isNull())
              .orElseThrow(() -> ConfigException.in(file, "is empty"));
      return YAML.readerFor(type).readValue(said);
    } catch (JsonMappingException unfit) {
      throw tree.refused(unfit, reason(unfit));
    } catch (JsonProcessingException malformed) {
      throw ConfigException.at(file, line(malformed), malformed.getOriginalMessage());
    } catch (ConfigException said) {
      throw said;
    } catch (NoSuchFileException absent) {
      throw ConfigException.in(file, "there is no such file");
    } catch (IOException unreadable) {
      throw ConfigException.in(file, "can't be read: " + unreadable.getMessage());
    }
  }

  /** Writes a record so that {@link #read} gives an equal one. */
  public static void write(Path file, Object said) throws IOException {
    Files.writeString(file, YAML.writeValueAsString(said), StandardCharsets.UTF_8);
  }

  /** The same, as text. */
  public static String text(Object said) {
    try {
      return YAML.writeValueAsString(said);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** A key that must be there; for the constructors of what a file says. */
  public static <T> T required(@Nullable T given, String key) {
    if (given == null) {
      throw new IllegalArgumentException("the key '" + key + "' is missing");
    }
    return given;
  }

  private static int line(JsonProcessingException failure) {
    JsonLocation location = failure.getLocation();
    return location == null ? 1 : location.getLineNr();
  }

  private static String reason(JsonMappingException unfit) {
    return unfit.getCause() instanceof IllegalArgumentException said && said.getMessage() != null
        ? said.getMessage()
        : unfit.getOriginalMessage();
  }

  /** Whether what a record of this type says is one value in a file. */
  static boolean isScalar(Class<?> type) {
    return SCALARS.contains(type);
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException("'" + text + "' is none of true, false");
    };
  }

  private static Integer whole(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException other) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", other);
    }
  }

  private static YAMLMapper mapper() {
    SimpleModule words = new SimpleModule();
    words.addDeserializer(Boolean.class, new Reading<>(Boolean.class, YamlFile::truth));
    words.addDeserializer(Integer.class, new Reading<>(Integer.class, YamlFile::whole));
    scalar(words, Duration.class, DurationText::parse, DurationText::of);
    scalar(words, ByteSize.class, ByteSize::parse, ByteSize::toString);
    scalar(words, Percentage.class, Percentage::parse, Percentage::toString);
    scalar(words, Address.class, Address::parse, Address::toString);
    word(words, KeyType.class);
    word(words, ValueType.class);
    word(words, TableLocality.class);
    word(words, Partitioning.class);
    word(words, ConflictPolicy.class);
    return YAMLMapper.builder()
        .addModule(words)
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
        .build();
  }

  /** Constants in lower case with hyphens, as all other words of the files. */
  private static <E extends Enum<E>> void word(SimpleModule module, Class<E> type) {
    Function<E, String> written =
        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Function<String, E> read =
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> written.apply(constant).equals(text))
                .findAny()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "'"
                                + text
                                + "' is none of "
                                + Arrays.stream(type.getEnumConstants())
                                    .map(written)
                                    .collect(Collectors.joining(", "))));
    scalar(module, type, read, written);
  }

  private static <T> void scalar(
      SimpleModule module, Class<T> type, Function<String, T> read, Function<T, String> written) {
    module.addDeserializer(type, new Reading<>(type, read));
    module.addSerializer(type, new Writing<>(type, written));
  }

  /** A scalar from its text; what its parser refuses becomes the message, with the line. */
  private static final class Reading<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<String, T> read;

    Reading(Class<T> type, Function<String, T> read) {
      super(type);
      this.read = read;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      try {
        return read.apply(parser.getText());
      } catch (IllegalArgumentException | ArithmeticException unfit) {
        throw JsonMappingException.from(parser, unfit.getMessage());
      }
    }
  }

  /** A scalar as its text. */
  private static final class Writing<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, String> written;

    Writing(Class<T> type, Function<T, String> written) {
      super(type);
      this.written = written;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeString(written.apply(value));
    }
  }
}
