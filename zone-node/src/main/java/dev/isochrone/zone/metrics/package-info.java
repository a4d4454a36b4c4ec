/**
 * What a node tells monitoring, in Prometheus' words: {@code isochrone_…}. No label ever holds a
 * key or a value.
 */
@NullMarked
package dev.isochrone.zone.metrics;

import org.jspecify.annotations.NullMarked;
