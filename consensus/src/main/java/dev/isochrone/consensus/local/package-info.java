/**
 * The same contract in memory: a small honest Raft in one thread and virtual time, for tests and
 * simulations of what stands above it.
 *
 * <p>Everything happens as an action on an {@link dev.isochrone.consensus.local.Agenda}, and every
 * choice is drawn from one generator; both are handed in, so that many groups, and whatever else a
 * simulation holds, share one world. The same seed gives the same world, message by message.
 *
 * <p>Honest means: messages are delayed, lost, doubled and overtaken; a crash loses what was not
 * synced; leaders are replaced, and entries that no majority had are lost with them. Left out:
 * votes are always synced before they are sent, and a disk neither fills nor rots.
 */
@NullMarked
package dev.isochrone.consensus.local;

import org.jspecify.annotations.NullMarked;
