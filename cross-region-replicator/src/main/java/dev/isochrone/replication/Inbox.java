package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What receives: the partition, or all partitions, of this region that take an origin partition's
 * changes. Any thread may call; nothing blocks.
 */
public interface Inbox {
  /**
   * What came of a batch.
   *
   * @param cursor everything of the origin partition up to here is applied, the least over the
   *     receiving partitions; below the batch's end only if there was a gap
   * @param frontier the least likewise; at least the batch's closed timestamp unless there was a
   *     gap
   */
  record Applied(long cursor, HlcTimestamp frontier) {}

  /** Empty if this node leads and may receive; else NOT_LEADER, NO_LEADER or NOT_READY. */
  Optional<Refusal> ready();

  /** What is applied of this origin partition. */
  long cursor(OriginPartition origin);

  /**
   * Proposes the batch to the log. Batches are applied in the order of these calls. The future
   * completes after apply, and never exceptionally.
   */
  CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch);
}
