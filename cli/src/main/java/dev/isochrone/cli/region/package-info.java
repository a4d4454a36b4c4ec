/**
 * {@code isochrone region} and {@code isochrone leader}: where regions are, how far from here, and
 * who leads in them.
 */
@NullMarked
package dev.isochrone.cli.region;

import org.jspecify.annotations.NullMarked;
