package dev.isochrone.zone.gateway;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ConflictId;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.List;
import java.util.Optional;

/** The conflict records of a replica. */
record ReplicaConflicts(PartitionReplica replica) implements ConflictView.Records {
  @Override
  public Outcome<List<ConflictRecord>> list(int tableId, Optional<ConflictId> after, int max) {
    return replica.conflicts(tableId, after, max);
  }

  @Override
  public Outcome<Optional<ConflictRecord>> find(ConflictId id) {
    return replica.conflict(id);
  }
}
