package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  /** Something of each kind. */
  record Shop(
      String name,
      @Nullable Duration openFor,
      @Nullable List<Address> doors,
      @Nullable Shelf shelf,
      @Nullable SortedMap<String, Shelf> more) {
    Shop {
      required(name, "name");
    }
  }

  record Shelf(@Nullable Integer boards, @Nullable ByteSize holds, @Nullable Boolean locked) {
    Shelf {
      if (boards != null && holds == null) {
        throw new IllegalArgumentException("boards that hold nothing");
      }
    }
  }

  private static final String FILE =
      """
      # A shop.
      name: corner
      open-for: 9h
      doors: [north:1, south:2]
      shelf:
        boards: 3
        holds: 2KiB
      """;

  @TempDir Path dir;

  @Test
  void keys_areThoseWithAValue_andTheirVariablesAreTheirPaths() {
    assertThat(ConfigKey.of(Shop.class))
        .extracting(key -> key.name() + " " + key.variable())
        .containsExactly(
            "name ISOCHRONE_NAME",
            "open-for ISOCHRONE_OPEN_FOR",
            "doors ISOCHRONE_DOORS",
            "shelf.boards ISOCHRONE_SHELF_BOARDS",
            "shelf.holds ISOCHRONE_SHELF_HOLDS",
            "shelf.locked ISOCHRONE_SHELF_LOCKED");
  }

  @Test
  void variables_winOverTheFile_andWhatTheyDoNotSayStays() throws IOException {
    Shop read =
        read(FILE, "ISOCHRONE_OPEN_FOR", "5m", "ISOCHRONE_DOORS", "east:3, west:4", "PATH", "/bin");

    assertThat(read.openFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(read.doors()).containsExactly(new Address("east", 3), new Address("west", 4));
    assertThat(read.name()).isEqualTo("corner");
    assertThat(read.shelf()).isEqualTo(new Shelf(3, new ByteSize(2_048), null));
  }

  @Test
  void variables_areEnough_ifTheFileSaysNothing() throws IOException {
    Shop read =
        read(
            "# nothing\n",
            "ISOCHRONE_NAME",
            "7",
            "ISOCHRONE_SHELF_LOCKED",
            "true",
            "ISOCHRONE_OPEN_FOR",
            "");

    assertThat(read).isEqualTo(new Shop("7", null, null, new Shelf(null, null, true), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ISOCHRONE_OPEN_FOR|9|environment variable ISOCHRONE_OPEN_FOR: '9' is not a duration:"
            + " write",
        "ISOCHRONE_DOORS|a:1,b|environment variable ISOCHRONE_DOORS: ",
        "ISOCHRONE_SHELF_BOARDS|many|environment variable ISOCHRONE_SHELF_BOARDS: 'many' is not a"
            + " whole number",
        "ISOCHRONE_SHELF_LOCKED|yes|environment variable ISOCHRONE_SHELF_LOCKED: 'yes' is none of"
            + " true, false",
        "ISOCHRONE_SHELF_BORDS|3|environment variable ISOCHRONE_SHELF_BORDS: there is no such key;"
            + " taken here: ISOCHRONE_DOORS, ISOCHRONE_NAME,",
        "ISOCHRONE_MORE|x|environment variable ISOCHRONE_MORE: there is no such key"
      })
  void mistakeInAVariable_isNamedWithIt(String variable, String value, String message) {
    assertThatThrownBy(() -> read(FILE, variable, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void valuesThatDoNotFitTogether_areNamedWithTheLine_andTheVariablesAmongThem() {
    String shelf = "name: corner\nshelf:\n  locked: true\n";

    assertThatThrownBy(() -> read(shelf, "ISOCHRONE_SHELF_BOARDS", "2"))
        .hasMessageContaining("shop.yaml:2: boards that hold nothing")
        .hasMessageContaining("ISOCHRONE_SHELF_BOARDS");
    assertThatThrownBy(() -> read("name: corner\n", "ISOCHRONE_SHELF_BOARDS", "2"))
        .hasMessageContaining("environment variable ISOCHRONE_SHELF_BOARDS: boards that hold");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ISOCHRONE_ENDPOINTS",
        "ISOCHRONE_TLS_CA",
        "ISOCHRONE_JAVA_OPTS",
        "ISOCHRONE_SERVICE_HOST",
        "ISOCHRONE_PORT",
        "ISOCHRONE_EU_WEST_PORT_7400_TCP_ADDR",
        "ISOCHRONE_EU_WEST_SERVICE_PORT_CLIENT"
      })
  void variablesOfOthers_areLeftAlone(String variable) throws IOException {
    assertThat(read(FILE, variable, "x")).isEqualTo(read(FILE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open-for: 9h|open-for: 9|shop.yaml:3: '9' is not a duration",
        "boards: 3|boards: [3]|shop.yaml:6: 'boards' is one value, not several",
        "boards: 3|bords: 3|shop.yaml:6: unknown key 'bords'; taken here: boards, holds, locked",
        "doors: [north:1, south:2]|doors: north:1|shop.yaml:4: 'doors' is a list",
        "open-for: 9h|more: {a: 1}|shop.yaml:3: 'a' has keys of its own: boards, holds, locked",
        "open-for: 9h|more: {a: {boards: x}}|shop.yaml:3: 'x' is not a whole number",
        "holds: 2KiB|locked: no|shop.yaml:7: 'no' is none of true, false",
        "  holds: 2KiB||shop.yaml:5: boards that hold nothing",
        "name: corner|name: ~|shop.yaml:1: the key 'name' is missing",
        "boards: 3|boards: 3000000000|shop.yaml:6: '3000000000' is not a whole number"
      })
  void mistakeInTheFile_isNamedWithItsLine(String right, @Nullable String wrong, String message) {
    assertThat(FILE).contains(right);

    assertThatThrownBy(() -> read(FILE.replace(right, wrong == null ? "" : wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private Shop read(String text, String... variables) throws IOException {
    Path file = dir.resolve("shop.yaml");
    Files.writeString(file, text);
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return YamlFile.read(file, Shop.class, Environment.of(environment));
  }
}
