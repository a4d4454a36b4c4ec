package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Main;
import dev.isochrone.local.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code isochrone node} with the examples of the documentation, on other ports. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class NodeProcessTest {
  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;

  @Test
  void exampleNode_serves_tellsItsMetrics_andStopsInOrder() throws Exception {
    int base = copyExamples();
    Process node = start("eu-west-a.yaml");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> output().contains("serves clients at 127.0.0.1:" + base));

      assertThat(get(base + 3, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(base + 3, "/readyz").statusCode()).isEqualTo(503); // Alone of three.
      assertThat(get(base + 3, "/metrics").body())
          .contains("isochrone_leads{partition=\"0\"} 0.0")
          .contains("isochrone_standing_still_seconds{partition=\"0\"} 0.0")
          .contains("isochrone_memory_bytes");
      node.getOutputStream().close();
      assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(output()).isZero();
    } finally {
      node.destroyForcibly().waitFor();
    }
  }

  /** The clock's directory goes: the bound can't be moved, and that is told as a fault. */
  @Test
  void fault_endsTheNode_withExitCode70_andTheNextStep() throws Exception {
    int base = copyExamples();
    Process node = start("eu-west-a.yaml");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> output().contains("serves clients at 127.0.0.1:" + base));

      Files.move(dataDir().resolve("clock"), dataDir().resolve("clock.away"));

      assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(output()).isEqualTo(ExitCode.DEFECT.number());
      assertThat(ExitCode.DEFECT.number()).isEqualTo(70);
      assertThat(output())
          .contains("isochrone: this node can't go on: ")
          .contains("start it again, and report this if it recurs");
    } finally {
      node.destroyForcibly().waitFor();
    }
  }

  @Test
  void nodeThatItsWatchdogEndedTooOften_staysDown_andSaysHowToGoOn() throws Exception {
    copyExamples();
    Path exits = Files.createDirectories(dataDir()).resolve("watchdog-exits");
    Files.writeString(
        exits,
        """
        2026-11-21T19:23:57Z partition 0 is stuck: once
        2026-11-21T19:24:12.001Z partition 0 is stuck: twice
        2026-11-21T19:33:57Z partition 0 is stuck: for 10 s
        """);

    Process node = start("eu-west-a.yaml");

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).as(output()).isEqualTo(ExitCode.INPUT.number());
    assertThat(output())
        .contains("so it stays down", "partition 0 is stuck: for 10 s", "delete " + exits)
        .doesNotContain("\tat ");
  }

  @Test
  void portTaken_endsTheNode_withAMessageAndNoStackTrace() throws Exception {
    int base = copyExamples();
    try (ServerSocket taken = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      Process node = start("eu-west-a.yaml");

      assertThat(taken.isBound()).isTrue();
      assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).isEqualTo(ExitCode.INPUT.number());
      assertThat(output()).contains("port " + base).doesNotContain("\tat ");
    }
  }

  @Test
  void file_withAMistake_isRefused_withItsLine() throws Exception {
    copyExamples();
    Path file = dir.resolve("eu-west-a.yaml");
    Files.writeString(file, Files.readString(file).replace("region:", "regoin:"));
    StringWriter err = new StringWriter();

    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "node",
            "--config",
            file.toString());

    assertThat(code).isEqualTo(ExitCode.INPUT.number());
    assertThat(err.toString()).contains("eu-west-a.yaml:2: unknown key 'regoin'");
  }

  /** With free ports, and data that may lie in memory. */
  private int copyExamples() throws IOException {
    int base = FreePorts.baseFor(3);
    for (String name : List.of("cluster.yaml", "eu-west-a.yaml")) {
      String text = Files.readString(EXAMPLES.resolve(name));
      for (int node = 0; node < 3; node++) {
        for (int port = 0; port < 4; port++) {
          int given = 7_400 + 10 * node + port;
          text = text.replace(":" + given, ":" + (base + 10 * node + port));
        }
      }
      Files.writeString(
          dir.resolve(name), text.replace("allow-ram-disk: false", "allow-ram-disk: true"));
    }
    return base;
  }

  /** What the example says, below the directory of the file. */
  private Path dataDir() {
    return dir.resolve("data").resolve("eu-west-a");
  }

  private Process start(String file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "node",
            "--config",
            dir.resolve(file).toString(),
            "--end-with-stdin")
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(dir.resolve("output"));
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
