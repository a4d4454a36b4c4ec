/**
 * The simulator: regions of real replicas, stores and links in one thread and virtual time, under
 * weather, crashes and bad clocks that one seed decides. What is not ours is replaced: Ratis by its
 * twin, the disk by sorted maps, gRPC by streams that a seed may break, wall clocks by walls that
 * it may move.
 *
 * <p>A {@code World} is built for a {@code Scenario}; a {@code Storm} treats it badly while {@code
 * Clients} write and read; a {@code Journal} holds every applied entry against the invariants of
 * docs/ARCHITECTURE.md, section 7; then all is mended, and an {@code Account} is drawn of every
 * operation. The same seed gives the same trace.
 */
@NullMarked
package dev.isochrone.chaos.sim;

import org.jspecify.annotations.NullMarked;
