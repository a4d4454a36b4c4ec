package dev.isochrone.wire.grpc;

import java.time.Duration;

/**
 * How channels behave.
 *
 * @param channelsMax how many servers may be spoken to at once; a cluster's nodes, with room
 * @param messageBytesMax the longest message taken from a server
 * @param metadataBytesMax the longest headers or trailers taken from a server
 * @param keepAlive how often a silent connection is asked whether it is alive
 * @param keepAliveTimeout how long the answer may take; then the connection is dead, and calls on
 *     it fail
 * @param wakeAtMost how often a channel that backs off may be told to try again at once, because
 *     somebody asks for it; gRPC alone would wait for up to two minutes
 */
public record ChannelConfig(
    int channelsMax,
    int messageBytesMax,
    int metadataBytesMax,
    Duration keepAlive,
    Duration keepAliveTimeout,
    Duration wakeAtMost) {

  /** Servers permit a ping every five seconds; less often here, so that none is taken amiss. */
  public static final ChannelConfig DEFAULT =
      new ChannelConfig(
          1_024,
          4 << 20,
          16 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  public ChannelConfig {
    if (channelsMax < 1 || messageBytesMax < 1 || metadataBytesMax < 1) {
      throw new IllegalArgumentException(
          "limits of channels: " + channelsMax + ", " + messageBytesMax + ", " + metadataBytesMax);
    }
    if (keepAlive.isNegative() || keepAliveTimeout.isNegative() || wakeAtMost.isNegative()) {
      throw new IllegalArgumentException("negative interval of channels");
    }
  }
}
