package dev.isochrone.server.config;

import dev.isochrone.wire.grpc.Address;
import java.util.Set;

/**
 * Addresses that stand for all of a machine's: a port can be bound to them, and nobody can call
 * them.
 */
public final class Wildcards {
  private static final Set<String> HOSTS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private Wildcards() {}

  /** Whether the address is one. */
  public static boolean has(Address address) {
    return HOSTS.contains(address.host());
  }

  /**
   * Holds an address that others are told against being one.
   *
   * @param port as the files call it
   * @throws IllegalArgumentException it is one; the message says what to add
   */
  public static void requireReachable(Address told, String port) {
    if (has(told)) {
      throw new IllegalArgumentException(
          "the "
              + port
              + " port listens on every address of the machine ("
              + told
              + "), so others must be told by which one it is reached: add advertise: {"
              + port
              + ": HOST:"
              + told.port()
              + "}");
    }
  }
}
