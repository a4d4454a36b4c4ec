package dev.isochrone.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports that nobody listens on, below those that systems give to outgoing connections. Somebody may
 * take one before it is used.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final int STEP = 100;

  private FreePorts() {}

  /** A port base for so many nodes, as {@link LocalClusterConfig} counts. */
  public static int baseFor(int nodes) throws IOException {
    for (int base = FIRST; base < LAST; base += STEP) {
      if (areFree(base, base + nodes * LocalClusterConfig.PORT_STRIDE)) {
        return base;
      }
    }
    throw new IOException("no free ports from " + FIRST + " to " + LAST);
  }

  private static boolean areFree(int from, int to) {
    for (int port = from; port < to; port++) {
      if (port % LocalClusterConfig.PORT_STRIDE < LocalClusterConfig.PORTS && !isFree(port)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
