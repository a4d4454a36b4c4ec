package dev.isochrone.client;

import dev.isochrone.client.route.Routes;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a client finds its cluster: by the endpoints that it is configured with, and if none of them
 * answers, by the nodes that it remembers from an earlier run. Blocks; one thread.
 */
final class Bootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

  private final ClientConfig config;
  private final Channels channels;
  private final Ticker ticker;

  Bootstrap(ClientConfig config, Channels channels, Ticker ticker) {
    this.config = config;
    this.channels = channels;
    this.ticker = ticker;
  }

  /**
   * The cluster, as somebody described it within the configured timeout.
   *
   * @throws RefusedException nobody did; or what was remembered has become another cluster
   */
  Directories learn() throws RefusedException {
    Optional<Remembered> memory = config.memory().map(Remembered::new);
    Optional<Directory> known = memory.flatMap(Remembered::directory);
    TimeLimit limit = TimeLimit.in(config.timeout(), ticker);
    Description cluster;
    try {
      cluster = byEndpoints(known.isPresent() ? half(config.timeout()) : config.timeout());
    } catch (RefusedException unreachable) {
      if (known.isEmpty() || unreachable.refusal().kind() != RefusalKind.LATER) {
        throw unreachable;
      }
      cluster = byNodes(known.get(), limit);
      LOG.info(
          "none of {} answers; found {} by a node remembered",
          config.endpoints(),
          cluster.region());
    }
    Directory described = cluster.directory().orElseThrow(Bootstrap::undescribed);
    Region near = config.region().orElse(cluster.region());
    Directories directories =
        new Directories(channels, config.endpoints(), described, near, memory);
    known.ifPresent(earlier -> weigh(earlier, directories));
    memory.ifPresent(kept -> kept.keep(directories.known()));
    return directories;
  }

  private Description byEndpoints(Duration atMost) throws RefusedException {
    return IsochroneClient.ended(
        Directories.describe(
            channels, config.endpoints(), /* knownVersion= */ 0, TimeLimit.in(atMost, ticker)));
  }

  private Description byNodes(Directory known, TimeLimit limit) throws RefusedException {
    Region near = config.region().orElse(known.regions().firstKey());
    List<Address> nodes =
        new Routes(known, near).nodes(/* turn= */ 0).stream().map(Address::of).toList();
    Description cluster =
        IsochroneClient.ended(Directories.describe(channels, nodes, /* knownVersion= */ 0, limit));
    Directory described = cluster.directory().orElseThrow(Bootstrap::undescribed);
    if (!described.cluster().id().equals(known.cluster().id())) {
      throw Refusal.of(
              RefusalCode.WRONG_CLUSTER,
              cluster.node().address()
                  + " is remembered as a node of "
                  + known.cluster().name()
                  + ", and is one of "
                  + described.cluster().name()
                  + " now")
          .asException();
    }
    return cluster;
  }

  /** A node may be behind what this client was told before. */
  private static void weigh(Directory earlier, Directories directories) {
    if (earlier.cluster().id().equals(directories.known().cluster().id())) {
      directories.take(earlier);
    } else {
      LOG.warn(
          "the directory remembered is of another cluster, {}, and is forgotten",
          earlier.cluster().name());
    }
  }

  private static Duration half(Duration timeout) {
    return timeout.dividedBy(2);
  }

  private static RefusedException undescribed() {
    return Refusal.of(RefusalCode.INVALID_REQUEST, "directory: missing from the description")
        .asException();
  }
}
