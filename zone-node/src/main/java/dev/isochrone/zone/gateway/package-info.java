/**
 * Where a request is served: here, or on the node to which it is sent on ({@code Gateway}); and
 * what the node tells of cluster and rows ({@code ClusterView}). Nothing here waits, and nothing
 * knows gRPC.
 */
@NullMarked
package dev.isochrone.zone.gateway;

import org.jspecify.annotations.NullMarked;
