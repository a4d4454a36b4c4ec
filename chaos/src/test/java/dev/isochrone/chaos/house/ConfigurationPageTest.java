package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Main;
import dev.isochrone.region.config.ControllerFile;
import dev.isochrone.region.config.FoundingFile;
import dev.isochrone.server.config.ByteSize;
import dev.isochrone.server.config.ConfigKey;
import dev.isochrone.server.config.DurationText;
import dev.isochrone.server.config.Environment;
import dev.isochrone.server.config.Percentage;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.zone.config.NodeFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Walks the records of the configuration files: each key is on the page, with its variable and the
 * default that is in force, and its variable does what the key in the file does.
 */
class ConfigurationPageTest {
  private static final Map<Class<?>, String> SECTIONS =
      Map.of(NodeFile.class, "Node", ControllerFile.class, "Controller");

  /** Of what is not any text: another one that is taken. */
  private static final Map<String, String> CHOICES =
      Map.of("log.format", "json", "log.level", "debug");

  private static final Pattern OF_ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Z_]+)");

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(classes = {NodeFile.class, ControllerFile.class})
  void page_hasEachKeyOfAServer_withItsVariable(Class<?> file) throws IOException {
    assertThat(page().rows(section(file)))
        .extracting(
            row -> ConfigurationPage.code(row.get(0)) + " " + ConfigurationPage.code(row.get(1)))
        .containsExactlyElementsOf(
            ConfigKey.of(file).stream().map(key -> key.name() + " " + key.variable()).toList());
    assertThat(ConfigKey.of(file)).extracting(ConfigKey::variable).doesNotHaveDuplicates();
  }

  @Test
  void page_hasEachKeyOfAClusterThatShallBe() throws IOException {
    List<String> keys = new ArrayList<>();
    collect(FoundingFile.class, "", keys);

    assertThat(page().rows("Founding"))
        .extracting(row -> ConfigurationPage.code(row.get(0)))
        .containsExactlyElementsOf(keys);
  }

  @Test
  void page_hasEachVariableOfTheCommands() throws IOException {
    TreeSet<String> variables = new TreeSet<>();
    collect(new CommandLine(new Main()), variables);

    assertThat(page().rows("Client"))
        .extracting(
            row -> ConfigurationPage.code(row.get(0)) + " " + ConfigurationPage.code(row.get(1)))
        .containsExactlyInAnyOrderElementsOf(variables);
  }

  /** In each of the ways to be a node, since no file has all keys. */
  @ParameterizedTest
  @ValueSource(classes = {NodeFile.class, ControllerFile.class})
  void eachKeyOfAServer_canBeSaidByItsVariable_whichWins(Class<?> type) throws IOException {
    TreeSet<String> shown = new TreeSet<>();
    for (SortedMap<String, String> said : complete(type)) {
      Object read = read(type, said, Environment.NONE);
      for (ConfigKey key : ConfigKey.of(type)) {
        String value = said.get(key.name());
        if (value == null) {
          continue;
        }
        SortedMap<String, String> without = new TreeMap<>(said);
        without.remove(key.name());
        assertThat(read(type, without, variable(key, value))).as(key.variable()).isEqualTo(read);

        SortedMap<String, String> changed = new TreeMap<>(said);
        changed.put(key.name(), other(key, value));
        assertThat(read(type, said, variable(key, other(key, value))))
            .as(key.variable())
            .isEqualTo(read(type, changed, Environment.NONE))
            .isNotEqualTo(read);
        shown.add(key.name());
      }
    }

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            ConfigKey.of(type).stream().map(ConfigKey::name).toList());
  }

  @Test
  void eachDefaultOfANode_isTheOneInForce_andAnotherValueReachesIt() throws IOException {
    SortedMap<String, String> least =
        new TreeMap<>(
            Map.of(
                "node",
                "a",
                "region",
                "eu",
                "data-dir",
                "data",
                "join.controllers",
                "127.0.0.1:1",
                "join.zone",
                "z"));
    NodeFile.Settings otherwise = settings(least);

    defaults(NodeFile.class)
        .forEach(
            (key, value) -> {
              SortedMap<String, String> said = new TreeMap<>(least);
              said.put(key.name(), value);
              assertThat(settings(said)).as(key.name()).isEqualTo(otherwise);
              said.put(key.name(), other(key, value));
              assertThat(settings(said)).as(key.name()).isNotEqualTo(otherwise);
            });
  }

  private NodeFile.Settings settings(SortedMap<String, String> said) {
    try {
      return NodeFile.read(write(NodeFile.class, said));
    } catch (IOException unfit) {
      return fail(unfit);
    }
  }

  private Object read(Class<?> type, SortedMap<String, String> said, Environment environment)
      throws IOException {
    return YamlFile.read(write(type, said), type, environment);
  }

  private Path write(Class<?> type, SortedMap<String, String> said) throws IOException {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (ConfigKey key : ConfigKey.of(type)) {
      String value = said.get(key.name());
      if (value != null) {
        ObjectNode within = tree;
        for (String step : key.path().subList(0, key.path().size() - 1)) {
          within = within.withObject("/" + step);
        }
        String last = key.path().get(key.path().size() - 1);
        if (key.isList()) {
          Arrays.stream(value.split(",", -1)).forEach(within.putArray(last)::add);
        } else {
          within.put(last, value);
        }
      }
    }
    Path file = dir.resolve("server.yaml");
    Files.writeString(file, YamlFile.text(tree));
    return file;
  }

  /** Files that say all that can be said together. */
  private static List<SortedMap<String, String>> complete(Class<?> type) throws IOException {
    SortedMap<String, String> all = new TreeMap<>();
    Map<ConfigKey, String> defaults = defaults(type);
    for (ConfigKey key : ConfigKey.of(type)) {
      String known = defaults.get(key);
      all.put(key.name(), known == null ? sample(key) : known);
    }
    if (type == ControllerFile.class) {
      return List.of(all);
    }
    SortedMap<String, String> fixed = new TreeMap<>(all);
    fixed.keySet().removeIf(key -> key.startsWith("join.") || key.startsWith("advertise."));
    SortedMap<String, String> joining = new TreeMap<>(all);
    joining.remove("cluster");
    return List.of(fixed, joining);
  }

  /** Those of which the page says a value. */
  private static Map<ConfigKey, String> defaults(Class<?> type) throws IOException {
    Map<String, String> said =
        page().rows(section(type)).stream()
            .collect(
                Collectors.toMap(
                    row -> ConfigurationPage.code(row.get(0)),
                    row -> ConfigurationPage.code(row.get(2))));
    return ConfigKey.of(type).stream()
        .filter(key -> !said.getOrDefault(key.name(), "").isEmpty())
        .collect(Collectors.toMap(key -> key, key -> said.getOrDefault(key.name(), "")));
  }

  private static String sample(ConfigKey key) {
    Class<?> type = key.type().getRawClass();
    if (type == Address.class || key.isList()) {
      return "127.0.0.1:7000";
    } else if (type == String.class) {
      return "x";
    }
    return fail("say a default for " + key.name() + " on the page, or a sample here");
  }

  /** Another value that fits as well. */
  private static String other(ConfigKey key, String value) {
    Class<?> type = key.type().getRawClass();
    if (key.isList()) {
      return value + ",127.0.0.2:7001";
    } else if (type == Address.class) {
      Address at = Address.parse(value);
      return new Address(at.host(), at.port() + 1).toString();
    } else if (type == ByteSize.class) {
      return new ByteSize(ByteSize.parse(value).bytes() + 1).toString();
    } else if (type == Percentage.class) {
      return new Percentage(Percentage.parse(value).permille() + 1).toString();
    } else if (type == Duration.class) {
      return DurationText.of(DurationText.parse(value).plusMillis(1));
    } else if (type == Integer.class) {
      return String.valueOf(Integer.parseInt(value) + 1);
    } else if (type == Boolean.class) {
      return String.valueOf(!Boolean.parseBoolean(value));
    } else if (type == String.class) {
      return CHOICES.getOrDefault(key.name(), value + "2");
    }
    return fail("of what type is " + key.name() + "?");
  }

  private static Environment variable(ConfigKey key, String value) {
    return Environment.of(Map.of(key.variable(), value));
  }

  private static String section(Class<?> type) {
    return String.valueOf(SECTIONS.get(type));
  }

  private static ConfigurationPage page() throws IOException {
    Path page = Repository.ofThisBuild().root().resolve("docs/configuration.md");
    return new ConfigurationPage(Files.readString(page));
  }

  /** The keys of a record, and of those in its maps under a name that stands for any. */
  private static void collect(Class<?> record, String above, List<String> keys) {
    for (RecordComponent component : record.getRecordComponents()) {
      String key = above + KebabCaseStrategy.INSTANCE.translate(component.getName());
      Type type = component.getGenericType();
      if (type instanceof ParameterizedType map) {
        Type of = map.getActualTypeArguments()[map.getActualTypeArguments().length - 1];
        collect((Class<?>) of, key + ".NAME.", keys);
      } else if (((Class<?>) type).isRecord() && type != Address.class) {
        collect((Class<?>) type, key + ".", keys);
      } else {
        keys.add(key);
      }
    }
  }

  /** The variables of a command's options and of those below it, each with the option's name. */
  private static void collect(CommandLine command, Set<String> variables) {
    for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
      // What the option itself says of its default has the environment in it already.
      if (option.userObject() instanceof Field field) {
        OF_ENVIRONMENT
            .matcher(field.getAnnotation(CommandLine.Option.class).defaultValue())
            .results()
            .forEach(match -> variables.add(match.group(1) + " " + longest(option.names())));
      }
    }
    command.getSubcommands().values().forEach(below -> collect(below, variables));
  }

  private static String longest(String... names) {
    return Arrays.stream(names).max(Comparator.comparing(String::length)).orElseThrow();
  }
}
