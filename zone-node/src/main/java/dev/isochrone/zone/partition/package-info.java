/**
 * One partition: what its log says ({@code LogEntry}, {@code Command}), what applying it does
 * ({@code PartitionState}), how a leader feeds it ({@code GroupCommit}), and the replica that ties
 * log, state and store together ({@code PartitionReplica}).
 */
@NullMarked
package dev.isochrone.zone.partition;

import org.jspecify.annotations.NullMarked;
