package dev.isochrone.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.isochrone.server.CannotListenException;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.tls.TrustedCallers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;

/** Pages on a port. Any thread; the pages run on two threads of its own. */
public final class HttpEndpoint implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING_MAX = 16;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  private final HttpServer server;
  private final ExecutorService threads;

  private HttpEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Begins to listen.
   *
   * @param pages by path, such as {@code /metrics}; every other path is not found
   * @throws CannotListenException if the host is not of loopback and there is no TLS, or the port
   *     can't be had
   */
  public static HttpEndpoint listen(ListenConfig config, Map<String, HttpPage> pages)
      throws CannotListenException {
    InetSocketAddress address = config.socketAddress();
    HttpServer server;
    try {
      server =
          config.tls().isPresent()
              ? secured(address, config.tls().get())
              : HttpServer.create(address, WAITING_MAX);
    } catch (IOException taken) {
      throw CannotListenException.portNotFree(config, taken);
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "http-" + server.getAddress().getPort());
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    return new HttpEndpoint(server, threads);
  }

  private static HttpServer secured(InetSocketAddress address, ListenConfig.Tls tls)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, WAITING_MAX);
    server.setHttpsConfigurator(
        new HttpsConfigurator(TrustedCallers.context(tls)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters demanded = getSSLContext().getDefaultSSLParameters();
            demanded.setNeedClientAuth(true);
            parameters.setSSLParameters(demanded);
          }
        });
    return server;
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops at once: whoever scrapes comes again. */
  @Override
  public void close() {
    server.stop(/* delay= */ 0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Map<String, HttpPage> pages)
      throws IOException {
    try (exchange) {
      HttpPage page = pages.get(exchange.getRequestURI().getPath());
      if (page == null) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(NOT_ALLOWED, -1);
      } else {
        HttpPage.Content content = page.now();
        byte[] body = content.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", content.type());
        exchange.sendResponseHeaders(content.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }
}
