/** What a cluster says about itself, as values: the answers of {@code isochrone.v1.Cluster}. */
@NullMarked
package dev.isochrone.wire.cluster;

import org.jspecify.annotations.NullMarked;
