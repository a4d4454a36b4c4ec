/**
 * Links over gRPC: streams out ({@link dev.isochrone.replication.grpc.LinkConnections}) and in
 * ({@link dev.isochrone.replication.grpc.ReplicationService}). The only package of the module that
 * knows generated messages; {@code ReplicationWire} turns them into values or refuses them.
 */
@NullMarked
package dev.isochrone.replication.grpc;

import org.jspecify.annotations.NullMarked;
