package dev.isochrone.chaos.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.cli.Main;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.local.FreePorts;
import dev.isochrone.local.LocalCluster;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Three regions whose every port speaks TLS: what works, and who is not let in. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class SecuredPathTest {
  private static final Document CITY = Document.of(Map.of("name", new Value.Text("Lyon")));

  /** Of TLS, the first byte of what a server that is spoken to in plaintext says: an alert. */
  private static final int ALERT = 21;

  /** What a client of HTTP/2 says first, and what gRPC in plaintext would answer. */
  private static final byte[] HTTP2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final Path dir;

  SecuredPathTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void rows_areWrittenReadAndReplicated_andNobodyElseIsServedAtAnyPort() throws Exception {
    LocalClusterConfig config = config(dir.resolve("ours"));
    try (LocalCluster cluster = LocalCluster.start(config, (id, fault) -> faults.add(fault))) {
      World.await().until(cluster::hasLeaders);
      TlsConfig tls = cluster.clientTls().orElseThrow();
      String endpoint = "127.0.0.1:" + config.portBase();

      writeHereAndReadThere(endpoint, tls);
      assertThat(say(tls, "get", "cities", "FR/1", "--endpoints", endpoint)).contains("Lyon");
      refusePlaintext(cluster, endpoint);
      refuseAnothersCertificate(endpoint, tls);
      writeHereAndReadThere(endpoint, tls);
    }
    assertThat(faults).isEmpty();
  }

  private static void writeHereAndReadThere(String endpoint, TlsConfig tls)
      throws RefusedException {
    ClientConfig here = ClientConfig.to(endpoint).from(DemoTable.EU_WEST).with(tls);
    try (IsochroneClient client = IsochroneClient.connect(here);
        IsochroneClient there = IsochroneClient.connect(here.from(DemoTable.AP_SOUTH))) {
      Table cities = client.table("cities");
      cities.put("FR/1", CITY);
      cities.put("IN/1", CITY); // Its home is the other region.
      assertThat(cities.get("FR/1", Consistency.STRONG).isFound()).isTrue();
      World.await().until(() -> there.table("cities").get("FR/1", Consistency.EVENTUAL).isFound());
      World.await().until(() -> cities.get("IN/1", Consistency.EVENTUAL).isFound());
    }
  }

  private void refusePlaintext(LocalCluster cluster, String endpoint) throws IOException {
    Refusal refusal = refusal(ClientConfig.to(endpoint));
    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_TRUSTED);
    assertThat(refusal.message()).contains("speaks TLS", "--tls-ca");
    for (Endpoint port : ports(cluster)) {
      assertThat(toldInPlaintext(port)).as("%s", port).isIn(List.of(ALERT, -1));
    }
  }

  private void refuseAnothersCertificate(String endpoint, TlsConfig ours) {
    String ca = dir.resolve("other").toString();
    String out = dir.resolve("mallory").toString();
    run("cert", "ca", "--out", ca);
    run("cert", "client", "--ca", ca, "--name", "mallory", "--out", out);
    TlsConfig theirs =
        TlsConfig.ofClient(
            Path.of(out, "ca.crt"), Path.of(out, "mallory.crt"), Path.of(out, "mallory.key"));
    assertThat(refusal(ClientConfig.to(endpoint).with(theirs)).message())
        .contains("an authority that is not trusted here");
    TlsConfig disguised = TlsConfig.ofClient(ours.ca(), theirs.cert(), theirs.key());
    assertThat(refusal(ClientConfig.to(endpoint).with(disguised)).message())
        .contains("this side's certificate");
  }

  private static Refusal refusal(ClientConfig config) {
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class,
            () -> IsochroneClient.connect(config.within(Duration.ofSeconds(30))).close());
    assertThat(refused).isNotNull();
    return refused.refusal();
  }

  private static List<Endpoint> ports(LocalCluster cluster) {
    List<Endpoint> ports = new ArrayList<>();
    cluster.directory().regions().values().stream()
        .flatMap(region -> region.nodes().values().stream())
        .forEach(node -> ports.addAll(ports(node)));
    return ports;
  }

  private static List<Endpoint> ports(NodeEntry node) {
    return List.of(node.client(), node.internal(), node.raft().orElseThrow());
  }

  /** The first byte that a port says to who speaks no TLS; -1 if it hangs up. */
  private static int toldInPlaintext(Endpoint port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(port.host()), port.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket.getOutputStream().write(HTTP2);
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  private static LocalClusterConfig config(Path dir) throws IOException {
    return new LocalClusterConfig(
            "secured",
            dir,
            FreePorts.baseFor(5),
            new TreeMap<>(
                Map.of(
                    DemoTable.EU_WEST,
                    List.of(new Zone("a"), new Zone("b"), new Zone("c")),
                    DemoTable.US_EAST,
                    List.of(new Zone("a")),
                    DemoTable.AP_SOUTH,
                    List.of(new Zone("a")))),
            List.of(DemoTable.cities()),
            LocalClusterConfig.Clocks.SYSTEM)
        .withTls();
  }

  private static String say(TlsConfig tls, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--tls-ca", tls.ca().toString()));
    all.addAll(List.of("--tls-cert", tls.cert().toString()));
    all.addAll(List.of("--tls-key", tls.key().toString()));
    return run(all.toArray(String[]::new));
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    int exitCode = Main.run(printer, printer, args);
    assertThat(exitCode).as(out.toString()).isZero();
    return out.toString();
  }
}
