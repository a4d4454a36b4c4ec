package dev.isochrone.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.server.CannotListenException;
import dev.isochrone.server.ListenConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void page_saysWhatItSaysNow_andOtherPathsAreNotFound() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (HttpEndpoint endpoint =
        HttpEndpoint.listen(
            ListenConfig.loopback(0),
            Map.of(
                "/count",
                () -> HttpPage.Content.well("asked " + asked.incrementAndGet()),
                "/down",
                () -> HttpPage.Content.unwell("not now")))) {
      assertThat(get(endpoint, "/count").body()).isEqualTo("asked 1\n");
      assertThat(get(endpoint, "/count").body()).isEqualTo("asked 2\n");
      assertThat(get(endpoint, "/down").statusCode()).isEqualTo(503);
      assertThat(get(endpoint, "/count/more").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void method_otherThanGet_isNotAllowed() throws Exception {
    try (HttpEndpoint endpoint =
        HttpEndpoint.listen(
            ListenConfig.loopback(0), Map.of("/page", () -> HttpPage.Content.well("")))) {
      HttpRequest post =
          request(endpoint, "/page").POST(HttpRequest.BodyPublishers.ofString("x")).build();

      assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(405);
    }
  }

  @Test
  void address_beyondLoopback_isRefused() {
    ListenConfig everywhere =
        new ListenConfig("0.0.0.0", 0, ListenConfig.Limits.DEFAULT, Duration.ZERO);

    assertThatThrownBy(() -> HttpEndpoint.listen(everywhere, Map.of()))
        .isInstanceOfSatisfying(
            CannotListenException.class,
            refused ->
                assertThat(refused.reason())
                    .isEqualTo(CannotListenException.Reason.BEYOND_LOOPBACK));
  }

  @Test
  void port_inUse_isSaid_andFreeAgainAfterClose() throws Exception {
    HttpEndpoint first = HttpEndpoint.listen(ListenConfig.loopback(0), Map.of());
    ListenConfig same = ListenConfig.loopback(first.port());

    assertThatThrownBy(() -> HttpEndpoint.listen(same, Map.of()))
        .isInstanceOf(CannotListenException.class);
    first.close();
    HttpEndpoint.listen(same, Map.of()).close();
  }

  private HttpResponse<String> get(HttpEndpoint endpoint, String path)
      throws IOException, InterruptedException {
    return client.send(request(endpoint, path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(HttpEndpoint endpoint, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
  }
}
