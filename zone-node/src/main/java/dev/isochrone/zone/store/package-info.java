/**
 * The content of a partition replica, from one log position to the next: {@code PartitionStore}
 * ties what lies in {@code memory} to the engine behind {@code kv}, and {@code Safeguard} is told
 * of what the engine holds.
 *
 * <p>One apply thread writes, any thread reads without locks. The Raft log is the durable truth;
 * what reaches the engine is one frozen memtable with its position at a time, all or nothing.
 */
@NullMarked
package dev.isochrone.zone.store;

import org.jspecify.annotations.NullMarked;
