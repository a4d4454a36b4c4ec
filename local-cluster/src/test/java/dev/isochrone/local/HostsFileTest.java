package dev.isochrone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.local.world.HostsFile;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {
  private static final WorldFile TWO =
      WorldFile.plan(
          "two",
          new TreeMap<>(
              Map.of(
                  new Region("eu"), List.of(new Zone("a"), new Zone("b")),
                  new Region("us"), List.of(new Zone("a")))),
          1,
          77);

  @TempDir Path dir;

  @Test
  void world_hasANameForEachServer_andEachLeadsToItsOwnAddress() {
    assertThat(TWO.direct().addresses())
        .containsEntry("localhost", "127.0.0.1")
        .containsEntry("eu-a.isochrone.internal", "127.77.1.1")
        .containsEntry("eu-b.isochrone.internal", "127.77.1.2")
        .containsEntry("us-a.isochrone.internal", "127.77.2.1")
        .containsEntry("eu-controller.isochrone.internal", "127.77.1.200")
        .hasSize(7); // A controller in each region, and the witness' one.
  }

  @Test
  void controllers_areToldNames_andClientsAddresses() {
    assertThat(TWO.founding().seats())
        .allSatisfy(
            seat -> {
              assertThat(seat.internal().host()).isEqualTo(seat.id() + ".isochrone.internal");
              assertThat(seat.raft().host()).isEqualTo(seat.internal().host());
            });
    assertThat(TWO.clients()).allSatisfy(client -> assertThat(client.host()).startsWith("127.77."));
  }

  @Test
  void file_isReadAsItWasWritten_alsoWithAPairLedElsewhere() throws IOException {
    HostsFile led = TWO.direct().with("us-a.isochrone.internal", "127.77.101.3");
    Path file = dir.resolve("hosts");
    TWO.direct().write(file);
    led.write(file);

    assertThat(HostsFile.read(file)).isEqualTo(led).isNotEqualTo(TWO.direct());
    assertThat(dir.toFile().list()).containsExactly("hosts");
  }

  @Test
  void lineThatIsNone_isRefused() {
    for (String bad : List.of("", "a b", "a\nb", "a#b", "ä")) {
      assertThatThrownBy(() -> HostsFile.ofLocalhost().with(bad, "127.0.0.1"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> HostsFile.ofLocalhost().with("name", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The property is read once, so it takes a process of its own. */
  @Test
  void javaOfAServer_findsAName_andNoOther() throws Exception {
    Path hosts = dir.resolve("hosts");
    HostsFile.ofLocalhost().with("us-a.isochrone.internal", "127.77.101.3").write(hosts);
    Path program = dir.resolve("Ask.java");
    Files.writeString(
        program,
        """
        class Ask {
          public static void main(String[] names) {
            for (String name : names) {
              try {
                System.out.println(java.net.InetAddress.getByName(name).getHostAddress());
              } catch (java.net.UnknownHostException unknown) {
                System.out.println("unknown");
              }
            }
          }
        }
        """);
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                program.toString(),
                "us-a.isochrone.internal",
                "localhost",
                "us-b.isochrone.internal")
            .redirectErrorStream(true)
            .start();

    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said.lines()).containsExactly("127.77.101.3", "127.0.0.1", "unknown");
  }
}
