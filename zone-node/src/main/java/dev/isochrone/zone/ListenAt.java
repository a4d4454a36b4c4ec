package dev.isochrone.zone;

import dev.isochrone.placement.NodeEntry;
import dev.isochrone.wire.grpc.Address;

/**
 * The addresses that a node binds; others may know it by other ones, which the directory has.
 *
 * @param client for clients
 * @param internal for servers
 * @param raft for the consensus of its region
 */
public record ListenAt(Address client, Address internal, Address raft) {

  /**
   * Where others know it.
   *
   * @throws IllegalArgumentException it has no endpoint for Raft
   */
  public static ListenAt advertisedBy(NodeEntry node) {
    return new ListenAt(
        Address.of(node.client()),
        Address.of(node.internal()),
        node.raft()
            .map(Address::of)
            .orElseThrow(
                () -> new IllegalArgumentException(node.id() + " without an endpoint for Raft")));
  }
}
