package dev.isochrone.server;

import dev.isochrone.wire.tls.Credentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server listens, and within which limits.
 *
 * @param host a loopback address or name; anything else is refused without TLS
 * @param port 1 to 65535; 0 takes a free one, which {@link RpcServer#port} tells
 * @param limits what a caller may ask of the server
 * @param closeGrace how long calls in progress may take to end when the server closes
 * @param tls empty: in plaintext
 */
public record ListenConfig(
    String host, int port, Limits limits, Duration closeGrace, Optional<Tls> tls) {

  /** Who calls a port, and so whose certificates it takes. */
  public enum Callers {
    /** Any client; and nodes, if the same authority signs for them. */
    CLIENTS,
    /** Servers of the cluster alone. */
    NODES
  }

  /**
   * TLS of a port; callers must show a certificate.
   *
   * @param credentials what the port shows, and whom it trusts
   */
  public record Tls(Credentials credentials, Callers callers) {}

  public ListenConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("nowhere to listen");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (closeGrace.isNegative()) {
      throw new IllegalArgumentException("close grace " + closeGrace);
    }
  }

  /** In plaintext. */
  public ListenConfig(String host, int port, Limits limits, Duration closeGrace) {
    this(host, port, limits, closeGrace, Optional.empty());
  }

  /** The same for these callers, over TLS if there are credentials. */
  public ListenConfig secured(Optional<Credentials> credentials, Callers callers) {
    return new ListenConfig(
        host, port, limits, closeGrace, credentials.map(shown -> new Tls(shown, callers)));
  }

  /** This port of the loopback interface, with the default limits. */
  public static ListenConfig loopback(int port) {
    return new ListenConfig("127.0.0.1", port, Limits.DEFAULT, Duration.ofSeconds(5));
  }

  /**
   * The socket to bind.
   *
   * @throws CannotListenException if the host is unknown, or can be reached from other machines and
   *     there is no TLS
   */
  public InetSocketAddress socketAddress() throws CannotListenException {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw CannotListenException.unknownHost(this, unknown);
    }
    if (tls.isEmpty() && !address.isLoopbackAddress()) {
      throw CannotListenException.beyondLoopback(this);
    }
    return new InetSocketAddress(address, port);
  }

  /**
   * What a caller may ask of a server.
   *
   * @param messageBytesMax the longest message; greater than any document or change batch
   * @param metadataBytesMax the longest headers
   * @param callsPerConnectionMax calls in progress on one connection; a caller's further ones wait
   *     on its own side
   * @param deadlineDefault the deadline of a unary call that came without one
   * @param pingPermitted how often a caller may ask whether the connection is alive; one that asks
   *     more often is cut off
   */
  public record Limits(
      int messageBytesMax,
      int metadataBytesMax,
      int callsPerConnectionMax,
      Duration deadlineDefault,
      Duration pingPermitted) {

    public static final Limits DEFAULT =
        new Limits(4 << 20, 16 << 10, 4_096, Duration.ofSeconds(10), Duration.ofSeconds(5));

    public Limits {
      if (messageBytesMax < 1 || metadataBytesMax < 1 || callsPerConnectionMax < 1) {
        throw new IllegalArgumentException(
            "limits of a server: "
                + messageBytesMax
                + ", "
                + metadataBytesMax
                + ", "
                + callsPerConnectionMax);
      }
      if (deadlineDefault.isNegative() || deadlineDefault.isZero() || pingPermitted.isNegative()) {
        throw new IllegalArgumentException(
            "default deadline " + deadlineDefault + ", pings " + pingPermitted);
      }
    }
  }
}
