package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import java.util.concurrent.CompletableFuture;

/**
 * What receives one stream: all partitions of this region, to which an origin partition's changes
 * go. Any thread may call; nothing blocks, and no future completes exceptionally.
 */
public interface Inbox {
  /**
   * What the region has applied of the origin partition.
   *
   * @param cursor everything up to here, the least over the receiving partitions
   * @param frontier the least likewise
   */
  record Applied(long cursor, HlcTimestamp frontier) {}

  /** What is applied now; or why nothing can be taken here, such as a partition without leader. */
  CompletableFuture<Outcome<Applied>> standing();

  /**
   * Proposes the batch to the logs. Batches are applied in the order of these calls. Completes
   * after apply, with a cursor below the batch's end only if there was a gap. After a refusal every
   * later batch is refused too: the stream is to end.
   */
  CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch);

  /**
   * The stream has ended. What is on its way to a log stays so, and may be applied; the rest is
   * dropped, and refused to whoever waits for it, as is all that comes later. Idempotent.
   */
  void abandon();
}
