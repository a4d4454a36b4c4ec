/**
 * What outlives a loss of power: checkpoints of a replica's engine, verified copies beside it; the
 * mark that says whether the engine's own files may be trusted; and the start that decides between
 * the two.
 */
@NullMarked
package dev.isochrone.zone.store.checkpoint;

import org.jspecify.annotations.NullMarked;
