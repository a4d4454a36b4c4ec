/** What a controller tells monitoring, in Prometheus' words: {@code isochrone_controller_…}. */
@NullMarked
package dev.isochrone.region.metrics;

import org.jspecify.annotations.NullMarked;
