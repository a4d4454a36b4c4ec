/** Links over real streams, in one process. */
@NullMarked
package dev.isochrone.replication.grpc;

import org.jspecify.annotations.NullMarked;
