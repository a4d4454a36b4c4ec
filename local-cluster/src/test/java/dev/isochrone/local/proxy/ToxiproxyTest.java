package dev.isochrone.local.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToxiproxyTest {
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir private Path dir;
  private Process server;
  private Echo echo;
  private Toxiproxy toxiproxy;
  private int listens;

  @BeforeEach
  void start() throws Exception {
    Optional<ToxiproxyProgram> found = ToxiproxyProgram.find(System.getenv());
    if (found.isEmpty() && !Boolean.getBoolean("chaos.required")) {
      Assumptions.abort("no Toxiproxy here: " + ToxiproxyProgram.HOW_TO_GET_IT);
    }
    ToxiproxyProgram program =
        found.orElseThrow(() -> new AssertionError(ToxiproxyProgram.HOW_TO_GET_IT));
    echo = Echo.open();
    listens = freePort();
    int port = freePort();
    server =
        new ProcessBuilder(program.command(LOOPBACK, port))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    toxiproxy = Toxiproxy.at(LOOPBACK, port);
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(toxiproxy.version()).contains("2."));
    toxiproxy.create("one", LOOPBACK + ":" + listens, LOOPBACK + ":" + echo.port());
  }

  @AfterEach
  void end() throws Exception {
    if (server != null) {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    if (echo != null) {
      echo.close();
    }
  }

  @Test
  void proxy_withoutAToxic_passesEverythingOn() throws Exception {
    try (Socket through = connect()) {
      assertThat(answers(through, 5_000)).isTrue();
    }
    assertThat(toxiproxy.proxies()).containsExactly("one");
  }

  @Test
  void latency_onOneDirection_holdsBytesUp() throws Exception {
    toxiproxy.add("one", "far", Direction.ANSWERS, new Toxic.Latency(300, 0));

    try (Socket through = connect()) {
      long began = System.nanoTime();
      assertThat(answers(through, 5_000)).isTrue();
      assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(295).toNanos());
    }
  }

  @Test
  void blackHole_takesConnections_andDropsBytes_untilItIsRemoved() throws Exception {
    try (Socket before = connect()) {
      assertThat(answers(before, 5_000)).isTrue();
      toxiproxy.add("one", "cut", Direction.REQUESTS, new Toxic.BlackHole());

      assertThat(answers(before, 200)).isFalse();
      try (Socket meanwhile = connect()) {
        assertThat(answers(meanwhile, 200)).isFalse();
      }
    }
    toxiproxy.remove("one", "cut");

    try (Socket after = connect()) {
      assertThat(answers(after, 5_000)).isTrue();
    }
  }

  @Test
  void disabledProxy_takesNoConnection_untilAReset() throws Exception {
    toxiproxy.disable("one");
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);

    toxiproxy.reset();
    try (Socket through = connect()) {
      assertThat(answers(through, 5_000)).isTrue();
    }
  }

  @Test
  void everyToxic_isTaken() throws Exception {
    toxiproxy.add("one", "bandwidth", Direction.REQUESTS, new Toxic.Bandwidth(100));
    toxiproxy.add("one", "slicer", Direction.ANSWERS, new Toxic.Slicer(10, 5, 100));
    toxiproxy.add("one", "limit", Direction.ANSWERS, new Toxic.LimitedBytes(1));
    toxiproxy.add("one", "slow", Direction.REQUESTS, new Toxic.SlowClose(10));
    try (Socket through = connect()) {
      through.getOutputStream().write(new byte[] {1, 2});
      assertThat(through.getInputStream().read()).isEqualTo(1);
      assertThat(through.getInputStream().read()).as("after a byte it ends").isEqualTo(-1);
    }
    int other = freePort();
    toxiproxy.create("other", LOOPBACK + ":" + other, LOOPBACK + ":" + echo.port());
    toxiproxy.add("other", "reset", Direction.REQUESTS, new Toxic.Reset(0));
    try (Socket through = new Socket(InetAddress.getLoopbackAddress(), other)) {
      assertThat(answers(through, 5_000)).isFalse();
    }
  }

  @Test
  void proxyThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> toxiproxy.disable("two"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("disable two");
  }

  @Test
  void serverThatDoesNotAnswer_endsTheCall() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Toxiproxy hanging = Toxiproxy.at(LOOPBACK, silent.getLocalPort(), Duration.ofMillis(200));

      assertThatThrownBy(hanging::version)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no answer within");
    }
  }

  @Test
  void program_namedInTheEnvironment_butMissing_isNotThere() {
    assertThat(ToxiproxyProgram.find(Map.of(ToxiproxyProgram.VARIABLE, "/nowhere"))).isEmpty();
    assertThat(ToxiproxyProgram.find(Map.of("PATH", "/nowhere"))).isEmpty();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listens);
  }

  /** Whether a byte comes back in time. */
  private static boolean answers(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      socket.getOutputStream().write(7);
      return socket.getInputStream().read() == 7;
    } catch (SocketTimeoutException late) {
      return false;
    } catch (java.net.SocketException reset) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
