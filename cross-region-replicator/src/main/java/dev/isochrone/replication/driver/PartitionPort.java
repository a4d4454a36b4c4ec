package dev.isochrone.replication.driver;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How the partitions of this region are reached. Any thread may call; nothing blocks. */
@FunctionalInterface
public interface PartitionPort {
  /**
   * Has the part applied by the partition, if there is one, and says what is then applied there of
   * the origin partition. Ends within a few seconds, and never exceptionally: a partition that
   * can't be reached, or has no leader, is a refusal. A part that was refused may be applied yet.
   */
  CompletableFuture<Outcome<Inbox.Applied>> deliver(
      int partition, OriginPartition origin, Optional<ChangeBatch> part);
}
