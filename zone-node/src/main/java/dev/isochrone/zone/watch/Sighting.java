package dev.isochrone.zone.watch;

import dev.isochrone.consensus.Standing;

/**
 * What is to be seen of a replica at one moment.
 *
 * @param serves whether it takes proposals: it leads, and has applied its term's first entry
 * @param proposing whether proposals wait for their outcome
 */
public record Sighting(Standing standing, boolean serves, boolean proposing) {}
