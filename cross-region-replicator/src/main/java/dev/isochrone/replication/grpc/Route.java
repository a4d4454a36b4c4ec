package dev.isochrone.replication.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Which server of the peer region one link tries next: the leader that was named, else the one that
 * it tried last, else, after a failure, the one after that. Any thread.
 */
final class Route {
  @GuardedBy("this") private int turn;

  @GuardedBy("this") private Optional<NodeId> named = Optional.empty();

  /** Empty if there is none to try. */
  synchronized Optional<Endpoint> next(List<Endpoint> servers) {
    Optional<NodeId> leads = named;
    Optional<Endpoint> leader =
        servers.stream().filter(server -> leads.equals(Optional.of(server.node()))).findAny();
    named = Optional.empty();
    if (leader.isPresent()) {
      turn = servers.indexOf(leader.get());
    }
    return servers.isEmpty()
        ? Optional.empty()
        : Optional.of(servers.get(Math.floorMod(turn, servers.size())));
  }

  synchronized void failed() {
    turn++;
  }

  synchronized void leads(NodeId node) {
    named = Optional.of(node);
  }
}
