/**
 * How a region's partitions are laid on its nodes: a ring that says who is preferred, quotas that
 * say how much each may hold, and layouts made of both. Pure; nothing else of placement knows it.
 */
@NullMarked
package dev.isochrone.placement.ring;

import org.jspecify.annotations.NullMarked;
