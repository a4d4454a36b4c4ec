package dev.isochrone.zone.config;

import dev.isochrone.server.config.Wildcards;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.zone.ListenAt;
import org.jspecify.annotations.Nullable;

/**
 * A node's ports, as its file has them: for clients, for servers, and for the consensus of its
 * region.
 */
public record Ports(@Nullable Address client, @Nullable Address internal, @Nullable Address raft) {
  static final ListenAt USUAL = new ListenAt(usual(7400), usual(7401), usual(7402));

  /** These, and the others where nothing is said. */
  ListenAt orElse(ListenAt otherwise) {
    return new ListenAt(
        client == null ? otherwise.client() : client,
        internal == null ? otherwise.internal() : internal,
        raft == null ? otherwise.raft() : raft);
  }

  /**
   * Where others reach a node.
   *
   * @param advertised what its file says of that
   * @throws IllegalArgumentException for a port, that is every address of the machine
   */
  static ListenAt reached(@Nullable Ports advertised, ListenAt listenAt) {
    ListenAt at = advertised == null ? listenAt : advertised.orElse(listenAt);
    Wildcards.requireReachable(at.client(), "client");
    Wildcards.requireReachable(at.internal(), "internal");
    Wildcards.requireReachable(at.raft(), "raft");
    return at;
  }

  private static Address usual(int port) {
    return new Address("127.0.0.1", port);
  }
}
