/**
 * What a partition replica keeps: the newest rows in a memtable in front of an engine, the outbox,
 * and the ledger of small things, all moving together from one log position to the next.
 *
 * <p>One apply thread writes, any thread reads without locks. The Raft log is the durable truth;
 * what reaches the engine is one frozen memtable with its position at a time, all or nothing.
 */
@NullMarked
package dev.isochrone.zone.store;

import org.jspecify.annotations.NullMarked;
