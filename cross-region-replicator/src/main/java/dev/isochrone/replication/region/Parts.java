package dev.isochrone.replication.region;

import dev.isochrone.model.key.Slot;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import java.util.ArrayList;
import java.util.List;

/** Splits a batch by slot: docs/formats.md, section 10. */
public final class Parts {
  /** Where rows lie that have no slot: of range-partitioned tables, which are not split yet. */
  private static final int SLOTLESS = 0;

  private Parts() {}

  /**
   * A part for each partition of the layout, by their ids from 0, also where it is empty, all over
   * the same interval; what went to the others is counted in it as elsewhere.
   *
   * @throws IllegalArgumentException if the batch is a part already
   */
  public static List<ChangeBatch> of(ChangeBatch batch, Layout layout) {
    ChangeBatch.Interval whole = batch.interval();
    if (whole.elsewhere() != 0) {
      throw new IllegalArgumentException("a part is not split again: " + whole);
    }
    List<List<Change>> changes = new ArrayList<>();
    for (PartitionEntry unused : layout.partitions()) {
      changes.add(new ArrayList<>());
    }
    for (Change change : batch.changes()) {
      changes.get(owner(change, layout)).add(change);
    }
    return changes.stream().map(own -> part(batch, own)).toList();
  }

  private static int owner(Change change, Layout layout) {
    return change.key().slot().map((Slot slot) -> layout.owner(slot).id()).orElse(SLOTLESS);
  }

  private static ChangeBatch part(ChangeBatch batch, List<Change> own) {
    ChangeBatch.Interval whole = batch.interval();
    long elsewhere = (long) batch.changes().size() - own.size();
    return new ChangeBatch(
        batch.source(),
        new ChangeBatch.Interval(whole.from(), whole.to(), whole.heldBack(), elsewhere),
        batch.endsInsideEntry(),
        batch.closed(),
        batch.settled(),
        own);
  }
}
