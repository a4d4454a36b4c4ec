package dev.isochrone.region;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.api.internal.v1.RegisterNodeRequest;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.region.RegionControllerConfig.Seat;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.RegisteredNode;
import dev.isochrone.region.grpc.DirectoriesWire;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Controllers in this process, on loopback, and somebody who asks them. */
final class Controllers implements AutoCloseable {
  private static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(400), Duration.ofMillis(800), Duration.ofSeconds(2), 1 << 20);

  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());
  private final Path directory;
  private final Map<NodeId, Seat> seats = new TreeMap<>();
  private final Map<NodeId, RegionController> running = new TreeMap<>();

  /** Where a controller is to be. */
  record Chair(String id, Region region, boolean votes) {}

  Controllers(Path directory, Chair... chairs) throws IOException {
    this.directory = directory;
    Iterator<Integer> ports = freePorts(2 * chairs.length).iterator();
    for (Chair chair : chairs) {
      NodeId id = new NodeId(chair.id());
      seats.put(
          id,
          new Seat(
              id,
              chair.region(),
              new Endpoint(id, "127.0.0.1", ports.next()),
              new Endpoint(id, "127.0.0.1", ports.next()),
              chair.votes()));
    }
  }

  RegionController start(String id) throws IOException {
    RegionControllerConfig config =
        new RegionControllerConfig(
            new NodeId(id),
            directory.resolve(id),
            "test",
            List.copyOf(seats.values()),
            QUICK,
            Duration.ofMillis(50));
    RegionController started = RegionController.start(config, Ticker.system(), faults::add);
    running.put(new NodeId(id), started);
    return started;
  }

  Controllers startAll() throws IOException {
    for (NodeId id : seats.keySet()) {
      start(id.name());
    }
    return this;
  }

  void stop(String id) {
    RegionController stopped = running.remove(new NodeId(id));
    if (stopped != null) {
      stopped.close();
    }
  }

  RegionController running(String id) {
    RegionController controller = running.get(new NodeId(id));
    if (controller == null) {
      throw new IllegalStateException(id + " does not run");
    }
    return controller;
  }

  Endpoint internal(String id) {
    Seat seat = seats.get(new NodeId(id));
    if (seat == null) {
      throw new IllegalArgumentException("no controller " + id);
    }
    return seat.internal();
  }

  List<Endpoint> ofRegion(Region region) {
    return seats.values().stream()
        .filter(seat -> seat.region().equals(region))
        .map(Seat::internal)
        .toList();
  }

  DirectoriesGrpc.DirectoriesBlockingStub at(Endpoint endpoint) {
    return DirectoriesGrpc.newBlockingStub(channels.to(endpoint))
        .withDeadlineAfter(Duration.ofSeconds(10));
  }

  DirectoriesGrpc.DirectoriesBlockingStub at(String id) {
    return at(internal(id));
  }

  /** Why the call is refused; empty if it is not. */
  static Optional<Refusal> refusal(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (StatusRuntimeException refused) {
      return Optional.of(GrpcRefusals.ofWrite(refused, GrpcRefusals.Departure.LEFT));
    }
  }

  /**
   * Asks the region's controllers, one after another, and whom a refusal names, until one takes it
   * or refuses for good: what a client of the control plane does.
   */
  <A> A led(Function<DirectoriesGrpc.DirectoriesBlockingStub, A> call, Region region) {
    List<Endpoint> all = ofRegion(region);
    Endpoint next = all.get(0);
    for (int i = 1; i < 2_000; i++) {
      try {
        return call.apply(at(next));
      } catch (StatusRuntimeException failed) {
        Refusal refusal = GrpcRefusals.ofWrite(failed, GrpcRefusals.Departure.LEFT);
        if (refusal.kind() == RefusalKind.NEVER) {
          throw failed;
        }
        next = refusal.endpoint().orElse(all.get(i % all.size()));
        pause();
      }
    }
    throw new AssertionError("nobody leads");
  }

  private static void pause() {
    org.awaitility.Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
  }

  static InitRequest init(RegionSpec... regions) {
    InitRequest.Builder request = InitRequest.newBuilder().setClusterName("test");
    for (RegionSpec region : regions) {
      request.addRegion(DirectoriesWire.toProto(region));
    }
    return request.build();
  }

  static RegisterNodeRequest report(Region region, RegisteredNode node) {
    NodeEntry entry = node.entry();
    return RegisterNodeRequest.newBuilder()
        .setRegion(region.name())
        .setNode(
            dev.isochrone.api.v1.NodeEntry.newBuilder()
                .setId(entry.id().name())
                .setZone(entry.zone().name())
                .setWeight(entry.weight())
                .setClient(EndpointWire.toProto(entry.client()))
                .setInternal(EndpointWire.toProto(entry.internal())))
        .setRaft(EndpointWire.toProto(entry.raft().orElseThrow()))
        .setInstanceId(node.instance().hex())
        .build();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  @Override
  public void close() {
    List.copyOf(running.values()).parallelStream().forEach(RegionController::close);
    channels.close();
  }
}
