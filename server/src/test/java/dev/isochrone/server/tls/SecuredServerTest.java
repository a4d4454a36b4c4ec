package dev.isochrone.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.ListenConfig.Callers;
import dev.isochrone.server.RpcServer;
import dev.isochrone.server.http.HttpEndpoint;
import dev.isochrone.server.http.HttpPage;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a port over TLS, what the others are told, and that they harm nobody. */
class SecuredServerTest {
  private final Path dir;
  private final Certificates ours;
  private final Certificates foreign;

  SecuredServerTest(@TempDir Path dir) throws IOException {
    this.dir = dir;
    this.ours = Certificates.in(dir.resolve("ours"));
    this.foreign = Certificates.in(dir.resolve("foreign"));
  }

  @Test
  void client_withACertificateOfItsAuthority_isServed() throws Exception {
    try (RpcServer server = server(ours.node("n1", "127.0.0.1"), Callers.CLIENTS)) {
      assertThat(ask(server, ours.client("alice"))).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void node_isServedByNodes_andClientsAreNot_whoeverSignedForThem() throws Exception {
    try (RpcServer server = server(ours.node("n1", "127.0.0.1"), Callers.NODES)) {
      TlsConfig node = ours.node("n2", "127.0.0.1");

      assertThat(ask(server, node)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(refused(server, ours.client("alice"))).contains("certificate");
      assertThat(refused(server, ours.clientOfNodes("bob"))).contains("certificate");
      assertThat(ask(server, node)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void client_inPlaintext_isToldThatTheServerSpeaksTls() throws Exception {
    try (RpcServer server = server(ours.node("n1", "127.0.0.1"), Callers.CLIENTS)) {
      TlsConfig alice = ours.client("alice");

      assertThat(refusedInPlaintext(server)).contains("the server speaks TLS", "--tls-ca");
      assertThat(ask(server, alice)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void client_overTls_isToldThatTheServerSpeaksNone() throws Exception {
    try (RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of())) {
      assertThat(refused(server, ours.client("alice"))).contains("does not speak TLS");
    }
  }

  @Test
  void certificates_ofForeignAuthorities_areRefusedByEitherSide() throws Exception {
    try (RpcServer server = server(ours.node("n1", "127.0.0.1"), Callers.CLIENTS)) {
      TlsConfig mallory = foreign.client("mallory");

      assertThat(refused(server, mallory)).contains("authority that is not trusted here");
      assertThat(refused(server, ours.showing(mallory)))
          .contains("this side's certificate", "client-ca");
    }
  }

  @Test
  void certificates_thatHaveExpired_areRefusedByEitherSide() throws Exception {
    TlsConfig alice = ours.client("alice");
    try (RpcServer server = server(ours.nodeOfThePast("old"), Callers.CLIENTS)) {
      assertThat(refused(server, alice)).contains("the server's certificate has expired");
    }
    try (RpcServer server = server(ours.node("n1", "127.0.0.1"), Callers.CLIENTS)) {
      assertThat(refused(server, ours.clientOfThePast("late"))).contains("expired");
    }
  }

  @Test
  void server_withACertificateForAnotherName_isRefused() throws Exception {
    try (RpcServer server = server(ours.node("n1", "n1.example"), Callers.CLIENTS)) {
      assertThat(refused(server, ours.client("alice"))).contains("another name", "--host");
    }
  }

  @Test
  void certificate_thatChanges_isShownToWhoComesNext_andABrokenOneIsNot() throws Exception {
    TlsConfig node = ours.node("n1", "elsewhere.example");
    TlsConfig alice = ours.client("alice");
    try (RpcServer server = server(node, Callers.CLIENTS)) {
      assertThat(refused(server, alice)).contains("another name");

      ours.renew("n1", "127.0.0.1");
      assertThat(ask(server, alice)).isEqualTo(ServingStatus.NOT_SERVING);

      Files.writeString(node.cert(), "half a certif", StandardCharsets.US_ASCII);
      assertThat(ask(server, alice)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void trust_thatChanges_countsForWhoComesNext() throws Exception {
    TlsConfig node = ours.node("n1", "127.0.0.1");
    TlsConfig mallory = ours.showing(foreign.client("mallory"));
    try (RpcServer server = server(node, Callers.CLIENTS)) {
      assertThat(refused(server, mallory)).contains("certificate");

      Path trusted = node.clientCa().orElseThrow();
      Files.writeString(
          trusted,
          Files.readString(trusted) + Files.readString(dir.resolve("foreign/client-ca.crt")));

      assertThat(ask(server, mallory)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void page_isShownToWhoHasACertificate_andToNobodyElse() throws Exception {
    ListenConfig listen =
        ListenConfig.loopback(0)
            .secured(Optional.of(Certificates.open(ours.node("n1", "127.0.0.1"))), Callers.CLIENTS);
    TlsConfig alice = ours.client("alice");
    try (HttpEndpoint pages =
        HttpEndpoint.listen(listen, Map.of("/page", () -> HttpPage.Content.well("a page")))) {
      assertThat(page("https", pages, shows(alice))).isEqualTo("a page\n");
      assertThatThrownBy(() -> page("https", pages, shows(ours.showing(foreign.client("mallory")))))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> page("http", pages, shows(alice))).isInstanceOf(IOException.class);
      assertThat(page("https", pages, shows(alice))).isEqualTo("a page\n");
    }
  }

  private static HttpClient shows(TlsConfig config) throws Exception {
    Credentials credentials = Certificates.open(config);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {credentials.keys()}, new TrustManager[] {credentials.servers()}, null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static String page(String scheme, HttpEndpoint pages, HttpClient client)
      throws IOException, InterruptedException {
    URI page = URI.create(scheme + "://127.0.0.1:" + pages.port() + "/page");
    return client
        .send(HttpRequest.newBuilder(page).GET().build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static RpcServer server(TlsConfig config, Callers callers) throws IOException {
    return RpcServer.listen(
        ListenConfig.loopback(0).secured(Optional.of(Certificates.open(config)), callers),
        List.of());
  }

  private static ServingStatus ask(RpcServer server, TlsConfig config) throws IOException {
    try (Channels channels =
        Channels.open(
            ChannelConfig.DEFAULT, Ticker.system(), Optional.of(Certificates.open(config)))) {
      return ask(server, channels);
    }
  }

  private static ServingStatus ask(RpcServer server, Channels channels) {
    return HealthGrpc.newBlockingStub(channels.to(new Address("127.0.0.1", server.port())))
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** What a caller with these is told. */
  private static String refused(RpcServer server, TlsConfig config) throws IOException {
    try (Channels channels =
        Channels.open(
            ChannelConfig.DEFAULT, Ticker.system(), Optional.of(Certificates.open(config)))) {
      return refused(server, channels);
    }
  }

  private static String refusedInPlaintext(RpcServer server) {
    try (Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system())) {
      return refused(server, channels);
    }
  }

  private static String refused(RpcServer server, Channels channels) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask(server, channels));
    assertThat(failure).isNotNull();
    Refusal refusal = GrpcRefusals.ofRead(failure);
    assertThat(refusal.code())
        .as("%s, by %s", refusal, failure.getCause())
        .isEqualTo(RefusalCode.NOT_TRUSTED);
    return refusal.message();
  }
}
