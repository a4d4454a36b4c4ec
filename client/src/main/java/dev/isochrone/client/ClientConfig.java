package dev.isochrone.client;

import dev.isochrone.model.Region;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a client finds its cluster, and how much it asks of it.
 *
 * @param endpoints nodes to learn the cluster from, tried in this order; at least one
 * @param region where the caller is: eventual reads go to nodes of this region first; empty: the
 *     region of the node that the cluster was learnt from
 * @param timeout of each request, all its attempts together
 * @param inFlightMax requests in progress at once; past it an async request is refused with {@code
 *     OVERLOADED}, and a blocking one waits
 * @param sessions whether writes stand in a session, so that one whose outcome is unknown is sent
 *     again, and takes effect once; without, it is told as {@code OUTCOME_UNKNOWN} at once
 * @param tls how it speaks TLS, which it must if the cluster does; empty: in plaintext
 * @param memory the file in which the newest directory is kept, for a later run that finds none of
 *     the endpoints; empty: nothing is remembered
 */
public record ClientConfig(
    List<Address> endpoints,
    Optional<Region> region,
    Duration timeout,
    int inFlightMax,
    boolean sessions,
    Optional<TlsConfig> tls,
    Optional<Path> memory) {

  public ClientConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint to learn the cluster from");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout " + timeout);
    }
    if (inFlightMax < 1) {
      throw new IllegalArgumentException("in flight: " + inFlightMax);
    }
  }

  /**
   * The cluster that these nodes belong to, with 10 s for each request, 1,024 of them in flight,
   * and writes in sessions.
   *
   * @param endpoints each {@code host:port}
   */
  public static ClientConfig to(String... endpoints) {
    return new ClientConfig(
        Arrays.stream(endpoints).map(Address::parse).toList(),
        Optional.empty(),
        Duration.ofSeconds(10),
        1_024,
        /* sessions= */ true,
        Optional.empty(),
        Optional.empty());
  }

  /** The same from a caller in this region. */
  public ClientConfig from(Region caller) {
    return new ClientConfig(
        endpoints, Optional.of(caller), timeout, inFlightMax, sessions, tls, memory);
  }

  /** The same with this long for each request. */
  public ClientConfig within(Duration each) {
    return new ClientConfig(endpoints, region, each, inFlightMax, sessions, tls, memory);
  }

  /** The same with at most this many requests in progress. */
  public ClientConfig atOnce(int requests) {
    return new ClientConfig(endpoints, region, timeout, requests, sessions, tls, memory);
  }

  /** The same without sessions: no write is sent again after it may have happened. */
  public ClientConfig withoutSessions() {
    return new ClientConfig(
        endpoints, region, timeout, inFlightMax, /* sessions= */ false, tls, memory);
  }

  /** The same over TLS. */
  public ClientConfig with(TlsConfig files) {
    return new ClientConfig(
        endpoints, region, timeout, inFlightMax, sessions, Optional.of(files), memory);
  }

  /**
   * The same with the newest directory kept in this file, which other processes may share. Where no
   * endpoint answers, the nodes in it are asked, so that the cluster is found though all endpoints
   * are gone. A file that can't be read is written anew.
   */
  public ClientConfig remembering(Path file) {
    return new ClientConfig(
        endpoints, region, timeout, inFlightMax, sessions, tls, Optional.of(file));
  }
}
