/** Tests of the translation of what a cluster says about itself. */
@NullMarked
package dev.isochrone.wire.cluster;

import org.jspecify.annotations.NullMarked;
