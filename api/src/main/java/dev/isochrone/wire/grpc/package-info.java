/**
 * How calls are made and refused over gRPC, alike for servers that call servers and for clients:
 * channels, calls that know whether they ever left, and the one table from refusals to statuses.
 */
@NullMarked
package dev.isochrone.wire.grpc;

import org.jspecify.annotations.NullMarked;
