package dev.isochrone.region.store;

import java.io.IOException;

/**
 * Where a checkpoint is kept, a whole state at a time. One thread.
 *
 * @see ShelfFile
 */
public interface Shelf<S> {
  /**
   * What was saved last; the empty state if nothing ever was.
   *
   * @throws IOException it can't be read, or is damaged
   */
  Kept<S> load() throws IOException;

  /** On return it outlives a loss of power; after a throw the old one or this one does. */
  void save(Kept<S> kept) throws IOException;
}
