package dev.isochrone.zone.store.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.model.key.StoredKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A memtable's rows in the order of their keys. The order is made by those who ask for it, scans
 * and the flush: to find a key's place costs more than all else that a put does, and the apply
 * thread has the least time. Many at once are put in order cheaply, as neighbours share the way.
 *
 * <p>The apply thread adds, any thread asks.
 */
final class KeyOrder {
  private final Object adding = new Object();

  @GuardedBy("adding") private List<RowSlot> added = new ArrayList<>();

  private final ConcurrentNavigableMap<StoredKey, RowSlot> ordered = new ConcurrentSkipListMap<>();

  /** A row whose key is new here. */
  void add(RowSlot slot) {
    synchronized (adding) {
      added.add(slot);
    }
  }

  /** All rows that were added before the call, ascending; a live view. */
  synchronized ConcurrentNavigableMap<StoredKey, RowSlot> rows() {
    List<RowSlot> unordered = take();
    unordered.sort(Comparator.comparing(RowSlot::key));
    unordered.forEach(slot -> ordered.put(slot.key(), slot));
    return ordered;
  }

  private List<RowSlot> take() {
    synchronized (adding) {
      List<RowSlot> taken = added;
      added = new ArrayList<>();
      return taken;
    }
  }
}
