/**
 * The edge of a zone node: generated messages come in and go out here, and stop here. Handlers run
 * on gRPC's event loops and never wait.
 */
@NullMarked
package dev.isochrone.zone.grpc;

import org.jspecify.annotations.NullMarked;
