/**
 * What lies in memory in front of the engine: memtables, the views and snapshots that readers take
 * of them, the outbox over both, and the flusher that brings one memtable at a time to the engine.
 * Who writes what, and why no reader misses a row, stands in {@code Cuts} and {@code Flusher}.
 */
@NullMarked
package dev.isochrone.zone.store.memory;

import org.jspecify.annotations.NullMarked;
