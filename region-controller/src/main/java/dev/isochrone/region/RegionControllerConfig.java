package dev.isochrone.region;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a controller is started with.
 *
 * @param controller which of the controllers it is
 * @param dataDir its own
 * @param clusterName equal for all controllers of a cluster
 * @param controllers those of this region, and all that have a vote in the global directory; a
 *     cluster's controllers are given the same voters
 * @param group of both directories; regions are far from each other, and nothing waits for them
 * @param upkeep how often it looks for steps to take
 * @param listenAt what it binds; others reach it where its seat says
 * @param tls of its ports and calls; empty: in plaintext, on loopback alone
 */
public record RegionControllerConfig(
    NodeId controller,
    Path dataDir,
    String clusterName,
    List<Seat> controllers,
    GroupConfig group,
    Duration upkeep,
    ListenAt listenAt,
    Optional<TlsConfig> tls) {

  /** Elections may take their time: a lost majority between continents is no news of a second. */
  public static final GroupConfig GROUP =
      new GroupConfig(
          Duration.ofMillis(1_500), Duration.ofMillis(3_000), Duration.ofSeconds(5), 2 << 20);

  public static final Duration UPKEEP = Duration.ofMillis(500);

  /**
   * A controller, and where it is.
   *
   * @param internal for servers and operators: isochrone.internal.v1
   * @param raft for the consensus of both directories
   * @param votes in the global directory: one per region at most
   */
  public record Seat(NodeId id, Region region, Endpoint internal, Endpoint raft, boolean votes) {
    public Seat {
      if (!internal.node().equals(id) || !raft.node().equals(id)) {
        throw new IllegalArgumentException(id + " with another controller's endpoint");
      }
    }
  }

  /** Addresses to bind: for servers and operators, and for the consensus of both directories. */
  public record ListenAt(Address internal, Address raft) {}

  public RegionControllerConfig {
    controllers = controllers.stream().sorted(Comparator.comparing(Seat::id)).toList();
    if (clusterName.isBlank()) {
      throw new IllegalArgumentException("a cluster without a name");
    }
    requireDistinct(controllers.stream().map(Seat::id).toList(), "two controllers are called");
    requireDistinct(
        controllers.stream().filter(Seat::votes).map(Seat::region).toList(), "two votes has");
    if (controllers.stream().noneMatch(Seat::votes)) {
      throw new IllegalArgumentException("nobody has a vote in the global directory");
    }
    seat(controllers, controller);
    if (upkeep.isNegative() || upkeep.isZero()) {
      throw new IllegalArgumentException("upkeep every " + upkeep);
    }
  }

  /** In plaintext, bound to where others reach it. */
  public RegionControllerConfig(
      NodeId controller,
      Path dataDir,
      String clusterName,
      List<Seat> controllers,
      GroupConfig group,
      Duration upkeep) {
    this(
        controller,
        dataDir,
        clusterName,
        controllers,
        group,
        upkeep,
        reached(seat(controllers, controller)),
        Optional.empty());
  }

  /** The same over TLS, if there is any. */
  public RegionControllerConfig with(Optional<TlsConfig> secured) {
    return new RegionControllerConfig(
        controller, dataDir, clusterName, controllers, group, upkeep, listenAt, secured);
  }

  /** The same, bound there. */
  public RegionControllerConfig listeningAt(ListenAt addresses) {
    return new RegionControllerConfig(
        controller, dataDir, clusterName, controllers, group, upkeep, addresses, tls);
  }

  private static ListenAt reached(Seat seat) {
    return new ListenAt(Address.of(seat.internal()), Address.of(seat.raft()));
  }

  /** Where this controller is. */
  public Seat self() {
    return seat(controllers, controller);
  }

  /** The members of this region's directory. */
  public List<Seat> ofRegion() {
    return controllers.stream().filter(seat -> seat.region().equals(self().region())).toList();
  }

  /** The members of the global directory. */
  public List<Seat> voters() {
    return controllers.stream().filter(Seat::votes).toList();
  }

  private static Seat seat(List<Seat> controllers, NodeId id) {
    return controllers.stream()
        .filter(seat -> seat.id().equals(id))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(id + " is none of the controllers given"));
  }

  private static void requireDistinct(Collection<?> all, String otherwise) {
    Set<Object> seen = new HashSet<>();
    for (Object one : all) {
      if (!seen.add(one)) {
        throw new IllegalArgumentException(otherwise + " " + one);
      }
    }
  }
}
