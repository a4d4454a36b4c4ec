package dev.isochrone.zone.store.kv;

import dev.isochrone.model.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What one transaction does: first some stores are emptied, then each change takes effect.
 *
 * @param changes strictly ascending by {@link KvChange#ORDER}, so each key at most once; engines
 *     write sorted batches several times faster than unsorted ones
 */
public record KvBatch(Set<Space> emptied, List<KvChange> changes) {
  public KvBatch {
    emptied = Set.copyOf(emptied);
    changes = List.copyOf(changes);
    for (int i = 1; i < changes.size(); i++) {
      if (KvChange.ORDER.compare(changes.get(i - 1), changes.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "a batch out of order or with a key twice, in " + changes.get(i).space());
      }
    }
  }

  /** A batch of these changes in whatever order; no key may be changed twice. */
  public static KvBatch of(Collection<? extends KvChange> changes) {
    List<KvChange> sorted = new ArrayList<>(changes);
    sorted.sort(KvChange.ORDER);
    return new KvBatch(Set.of(), sorted);
  }

  /** A batch that only puts one value. */
  public static KvBatch put(Space space, Bytes key, Bytes value) {
    return new KvBatch(Set.of(), List.of(new KvChange.Put(space, key, value)));
  }
}
