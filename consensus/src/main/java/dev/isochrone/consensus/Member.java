package dev.isochrone.consensus;

/**
 * A member and where its consensus port is reached by the others.
 *
 * @param port 1 to 65535
 */
public record Member(MemberId id, String host, int port) {
  public Member {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }
}
