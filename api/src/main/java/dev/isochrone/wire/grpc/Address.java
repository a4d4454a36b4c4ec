package dev.isochrone.wire.grpc;

import dev.isochrone.model.Endpoint;

/**
 * A host and a port, of which it is not known yet who listens there.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  public Address {
    if (host.isBlank()) {
      throw new IllegalArgumentException("address without a host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /**
   * The address that {@code host:port} or {@code [v6]:port} means.
   *
   * @throws IllegalArgumentException if it means none
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      return new Address(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("not host:port: " + text, notANumber);
    }
  }

  public static Address of(Endpoint endpoint) {
    return new Address(endpoint.host(), endpoint.port());
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
