package dev.isochrone.client;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DescribeRequest;
import dev.isochrone.client.route.Routes;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.cluster.ClusterWire;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The directory as this client knows it, and how it gets a newer one. Whoever finds it old while it
 * is being fetched waits for the same fetch. Any thread.
 */
final class Directories implements AutoCloseable {
  private final Channels channels;
  private final List<Address> endpoints;
  private final AtomicReference<@Nullable CompletableFuture<Routes>> fetching =
      new AtomicReference<>();
  private final Region near;
  private final Optional<Remembered> memory;
  private volatile Routes routes;

  /**
   * What is known is this first version.
   *
   * @param near where the caller is
   * @param memory where each newer one is kept; closed with this
   */
  Directories(
      Channels channels,
      List<Address> endpoints,
      Directory first,
      Region near,
      Optional<Remembered> memory) {
    this.memory = memory;
    this.channels = channels;
    this.endpoints = endpoints;
    this.near = near;
    this.routes = new Routes(first, near);
  }

  /** The cluster as the first of these servers that answers describes it. */
  static CompletableFuture<Description> describe(
      Channels channels, List<Address> servers, long knownVersion, TimeLimit limit) {
    return new Inquiry<>(
            channels,
            ClusterGrpc.getDescribeMethod(),
            DescribeRequest.newBuilder().setKnownVersion(knownVersion).build(),
            ClusterWire::fromProto,
            limit)
        .ask(servers);
  }

  Directory known() {
    return routes.directory();
  }

  /** The same, as requests look it up. */
  Routes routes() {
    return routes;
  }

  /**
   * The newest directory there is to have, no older than the one known.
   *
   * @param likely the server that knows of a newer one
   */
  CompletableFuture<Routes> fetch(Address likely, TimeLimit limit) {
    CompletableFuture<Routes> ours = new CompletableFuture<>();
    @Nullable CompletableFuture<Routes> others = fetching.compareAndExchange(null, ours);
    if (others != null) {
      return others;
    }
    Set<Address> servers = new LinkedHashSet<>();
    servers.add(likely);
    servers.addAll(servers());
    var unused =
        describe(channels, List.copyOf(servers), known().version(), limit)
            .whenComplete(
                (description, failure) -> {
                  if (failure == null) {
                    description.directory().ifPresent(this::take);
                  }
                  fetching.set(null);
                  if (failure == null) {
                    ours.complete(routes);
                  } else {
                    ours.completeExceptionally(failure);
                  }
                });
    return ours;
  }

  /**
   * Takes the directory if it is newer than what is known. One of another cluster is none of ours,
   * whoever answers on an old address.
   */
  synchronized void take(Directory fetched) {
    Directory known = known();
    if (fetched.cluster().id().equals(known.cluster().id())
        && fetched.version() > known.version()) {
      routes = new Routes(fetched, near);
      memory.ifPresent(kept -> kept.keep(fetched));
    }
  }

  /** The configured endpoints, and behind them all nodes: those of the own region first. */
  List<Address> servers() {
    Set<Address> servers = new LinkedHashSet<>(endpoints);
    routes.nodes(/* turn= */ 0).forEach(node -> servers.add(Address.of(node)));
    return List.copyOf(servers);
  }

  @Override
  public void close() {
    memory.ifPresent(Remembered::close);
  }
}
