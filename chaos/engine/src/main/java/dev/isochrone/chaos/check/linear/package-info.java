/**
 * Linearizability by search, key by key: Wing and Gong's algorithm with Lowe's memory of
 * configurations, over a {@link dev.isochrone.chaos.check.linear.Model}. Read {@code Search} first.
 */
@NullMarked
package dev.isochrone.chaos.check.linear;

import org.jspecify.annotations.NullMarked;
