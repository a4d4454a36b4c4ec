package dev.isochrone.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.local.world.FreeNetwork;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A controller and a node, real processes that speak TLS: the cluster is made, the node joins, and
 * no port of either says a word to whoever does not speak it.
 */
@ResourceLock("worlds")
class SecuredWorldTest {
  private static final Region EU = new Region("eu-west");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of TLS, the first byte of what a server that is spoken to in plaintext says: an alert. */
  private static final int ALERT = 21;

  /** What a client of HTTP/2 says first. */
  private static final byte[] HTTP2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  @Timeout(300)
  void clusterIsMade_andServes_andSpeaksToNobodyInPlaintext(@TempDir Path dir) throws Exception {
    LocalWorld world = world(dir);
    List<String> servers = world.servers().stream().map(LocalWorld.Server::name).toList();
    try {
      world.up(PATIENCE, waitedFor -> {});

      try (IsochroneClient client = IsochroneClient.connect(world.client())) {
        assertThat(client.status()).hasSize(1);
      }
      assertThat(metrics(world, nodes(world.file()).get(0).http()))
          .contains(
              "isochrone_requests_total",
              "jvm_gc_memory_allocated_bytes_total",
              "jvm_memory_used_bytes");
      assertThat(metrics(world, Objects.requireNonNull(controllers(world.file()).get(0).http())))
          .contains("isochrone_controller_leads{directory=\"region\"} 1.0");
      for (Address port : ports(world.file())) {
        assertThat(toldInPlaintext(port)).as("%s", port).isIn(List.of(ALERT, -1));
      }
      assertThat(refusedInPlaintext(world)).isEqualTo(RefusalCode.NOT_TRUSTED);
    } finally {
      world.kill(servers);
    }
  }

  private static LocalWorld world(Path dir) throws Exception {
    WorldFile planned =
        WorldFile.plan(
            "secured",
            new TreeMap<>(Map.of(EU, List.of(new Zone("a")))),
            /* partitions= */ 1,
            FreeNetwork.find(RandomGenerator.getDefault()));
    return LocalWorld.create(dir, planned.withTls(), Installed.program());
  }

  private static RefusalCode refusedInPlaintext(LocalWorld world) {
    ClientConfig plain =
        ClientConfig.to(world.file().clients().get(0).toString()).within(Duration.ofSeconds(30));
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> IsochroneClient.connect(plain).close());
    assertThat(refused).isNotNull();
    return refused.refusal().code();
  }

  private static String metrics(LocalWorld world, Address http) throws Exception {
    TlsConfig files = world.clientTls().orElseThrow();
    Credentials shown = Credentials.open(files);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {shown.keys()}, new TrustManager[] {shown.servers()}, null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://" + http + "/metrics")).GET().build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static List<WorldFile.ControllerPart> controllers(WorldFile file) {
    return file.regions().values().stream()
        .flatMap(region -> region.controllers().values().stream())
        .toList();
  }

  private static List<WorldFile.NodePart> nodes(WorldFile file) {
    return file.regions().values().stream()
        .flatMap(region -> region.nodes().values().stream())
        .toList();
  }

  private static List<Address> ports(WorldFile file) {
    List<Address> ports = new ArrayList<>();
    for (WorldFile.NodePart node : nodes(file)) {
      ports.addAll(List.of(node.client(), node.internal(), node.raft(), node.http()));
    }
    file.regions().values().stream()
        .flatMap(region -> region.controllers().values().stream())
        .forEach(
            controller ->
                ports.addAll(List.of(controller.internal(), controller.raft(), controller.http())));
    return ports;
  }

  /** The first byte that a port says to who speaks no TLS; -1 if it hangs up. */
  private static int toldInPlaintext(Address port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(port.host()), port.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket.getOutputStream().write(HTTP2);
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }
}
