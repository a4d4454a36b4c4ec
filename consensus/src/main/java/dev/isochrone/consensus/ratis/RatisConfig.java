package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.Member;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * How a node runs its Ratis server.
 *
 * @param listen this node's member id, and the address that it binds; the others reach it at the
 *     one that a group's members have
 * @param directory holds the logs, one directory per group; never under a temporary directory
 * @param groups how each group behaves
 * @param segmentBytesMax a file of the log; 8 MiB
 * @param pendingMax proposals of a group under way at once; more are refused as OVERLOADED
 * @param pendingBytesMax bytes in them
 * @param confirmationsMax questions that wait for the next round of a group; more are answered
 *     NOT_CONFIRMED
 * @param freeBytesMin a start with less free on the disk is refused
 * @param tls of the port and of the calls to the others; empty: in plaintext, from loopback alone
 */
public record RatisConfig(
    Member listen,
    Path directory,
    GroupConfig groups,
    int segmentBytesMax,
    int pendingMax,
    long pendingBytesMax,
    int confirmationsMax,
    long freeBytesMin,
    Optional<Tls> tls) {
  private static final int MIB = 1024 * 1024;

  /**
   * Both sides show a certificate.
   *
   * @param keys what this node shows
   * @param nodes which others it takes for nodes: whoever it lets in can change the groups
   */
  public record Tls(KeyManager keys, TrustManager nodes) {}

  public RatisConfig {
    if (segmentBytesMax < 1
        || pendingMax < 1
        || confirmationsMax < 1
        || pendingBytesMax < groups.entryBytesMax()
        || freeBytesMin < 0) {
      throw new IllegalArgumentException(
          "segmentBytesMax %d, pendingMax %d, pendingBytesMax %d, confirmationsMax %d, freeBytesMin %d"
              .formatted(
                  segmentBytesMax, pendingMax, pendingBytesMax, confirmationsMax, freeBytesMin));
    }
  }

  /**
   * The bounds for a node with few groups: what is under way fits many times into a heap of 1 GiB,
   * and a disk that is nearly full is noticed before the log fails on it.
   */
  public static RatisConfig of(Member listen, Path directory, GroupConfig groups) {
    return new RatisConfig(
        listen,
        directory,
        groups,
        8 * MIB,
        4_096,
        Math.max(64L * MIB, groups.entryBytesMax()),
        65_536,
        512L * MIB,
        Optional.empty());
  }

  /** The same over TLS, if there is any. */
  public RatisConfig with(Optional<Tls> secured) {
    return new RatisConfig(
        listen,
        directory,
        groups,
        segmentBytesMax,
        pendingMax,
        pendingBytesMax,
        confirmationsMax,
        freeBytesMin,
        secured);
  }
}
