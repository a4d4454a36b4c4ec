package dev.isochrone.zone.store.memory;

import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.StoreException;

/** Where a read begins: the store, as it is at each call. Any thread. */
public interface ReadSource {
  /** The cuts between the store's entries. */
  Cuts cuts();

  /** The view as of now, whatever it is. */
  View view();

  /**
   * The view as of now, if it may be read.
   *
   * @throws StoreException {@code INSTALLING}
   */
  default View readable() {
    View now = view();
    if (now.installing()) {
      throw new StoreException(StoreException.Problem.INSTALLING, "store");
    }
    return now;
  }

  /** The engine as of now; to be closed by who asked. */
  KvSnapshot engine();
}
