package dev.isochrone.local.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Parts of the loopback interface, 127.N.0.0, where nobody listens yet. Somebody may before it is
 * used.
 */
public final class FreeNetwork {
  private static final int FIRST = 10;
  private static final int LAST = 250;
  private static final int PORT = 7401;

  private FreeNetwork() {}

  /**
   * One of them.
   *
   * @param chance where the search begins, so that several that search at once find several
   * @throws IOException there is none, or this machine has no such addresses
   */
  public static int find(RandomGenerator chance) throws IOException {
    int count = LAST - FIRST + 1;
    int begin = chance.nextInt(count);
    for (int i = 0; i < count; i++) {
      int network = FIRST + (begin + i) % count;
      if (isFree("127." + network + ".1.1") && isFree("127." + network + ".1.200")) {
        return network;
      }
    }
    throw new IOException(
        "no addresses from 127.10.1.1 to 127.250.1.1 are free, or there are none");
  }

  private static boolean isFree(String address) {
    try (ServerSocket probe = new ServerSocket(PORT, 1, InetAddress.getByName(address))) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
