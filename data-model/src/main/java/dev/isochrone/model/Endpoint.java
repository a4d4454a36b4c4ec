package dev.isochrone.model;

/**
 * Where a server listens, as others reach it.
 *
 * @param host a name or an address; not empty
 * @param port 1 to 65535
 */
public record Endpoint(NodeId node, String host, int port) {
  public Endpoint {
    if (host.isBlank()) {
      throw new IllegalArgumentException("endpoint of " + node + " without a host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /** {@code host:port}, as a channel is opened to it. */
  public String address() {
    return host + ":" + port;
  }
}
