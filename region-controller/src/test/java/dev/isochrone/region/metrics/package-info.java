/** Tests of what a controller tells monitoring. */
@NullMarked
package dev.isochrone.region.metrics;

import org.jspecify.annotations.NullMarked;
