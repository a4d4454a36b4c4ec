/** Tests of calls and their refusals. */
@NullMarked
package dev.isochrone.wire.grpc;

import org.jspecify.annotations.NullMarked;
