/**
 * What becomes of versions of one row that meet. Pure functions of the versions alone: every region
 * judges on its own, in its own order, as often as the network repeats itself, and all come to the
 * same end.
 */
@NullMarked
package dev.isochrone.conflict;

import org.jspecify.annotations.NullMarked;
