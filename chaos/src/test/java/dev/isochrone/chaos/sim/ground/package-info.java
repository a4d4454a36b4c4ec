/**
 * What a simulation stands on: an agenda with one generator and one trace, walls that move, groups
 * whose proposals nobody need name, and the shapes of worlds.
 */
@NullMarked
package dev.isochrone.chaos.sim.ground;

import org.jspecify.annotations.NullMarked;
