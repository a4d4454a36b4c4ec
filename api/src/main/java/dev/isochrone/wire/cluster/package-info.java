/**
 * What a cluster says about itself: the values of {@code isochrone.v1.Cluster}, what a gateway
 * vouches for, and their translation to and from messages, the directory's and its tables' with
 * them. It stands on {@code dev.isochrone.wire}, which knows nothing of it.
 */
@NullMarked
package dev.isochrone.wire.cluster;

import org.jspecify.annotations.NullMarked;
