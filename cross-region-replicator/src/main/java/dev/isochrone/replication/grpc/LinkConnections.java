package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.ReplicationGrpc;
import dev.isochrone.hlc.Tick;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.SenderEvent;
import dev.isochrone.replication.driver.LinkOpener;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens links' streams to the servers of peer regions. It owns no channel: keep-alive, limits and
 * shutdown are their owner's business.
 *
 * <p>A refusal names a server by its id and its port for clients; the port for servers is looked up
 * by the id among the servers of the region.
 */
public final class LinkConnections implements LinkOpener {
  /** One link of this node. */
  private record Link(OriginPartition from, Peer to) {}

  private final Function<Region, List<Endpoint>> servers;
  private final Function<Endpoint, ManagedChannel> channels;
  private final Supplier<Tick> clock;
  private final Map<Link, Route> routes = new ConcurrentHashMap<>(); // as many as links

  /**
   * Opens nothing yet.
   *
   * @param servers the ports for servers of a region's nodes; asked at each opening
   * @param channels the same channel for the same endpoint, which stays open meanwhile
   * @param clock what each batch tells the receiver of our time
   */
  public LinkConnections(
      Function<Region, List<Endpoint>> servers,
      Function<Endpoint, ManagedChannel> channels,
      Supplier<Tick> clock) {
    this.servers = servers;
    this.channels = channels;
    this.clock = clock;
  }

  @Override
  public Stream open(Hello hello, Listener listener) {
    Route route =
        routes.computeIfAbsent(
            new Link(hello.from().source().origin(), hello.to()), link -> new Route());
    OutgoingStream stream = new OutgoingStream(hello, listener, route, clock);
    Optional<Endpoint> server = route.next(servers.apply(hello.to().region()));
    if (server.isEmpty()) {
      listener.on(
          new SenderEvent.Broken(hello.session(), "no server known in " + hello.to().region()));
      return stream;
    }
    ManagedChannel channel = channels.apply(server.get());
    channel.resetConnectBackoff(); // How long to wait has been decided by the link.
    stream.begin(
        ReplicationGrpc.newStub(channel).withOnReadyThreshold(LinkConfig.DEFAULT.batchBytesMax()));
    return stream;
  }
}
