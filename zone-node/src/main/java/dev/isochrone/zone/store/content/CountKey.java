package dev.isochrone.zone.store.content;

import dev.isochrone.model.Origin;
import java.util.Comparator;

/** Whose live rows are counted: those of a table whose newest version is of an origin. */
public record CountKey(int tableId, Origin origin) implements Comparable<CountKey> {
  private static final Comparator<CountKey> ORDER =
      Comparator.comparingInt(CountKey::tableId).thenComparing(CountKey::origin);

  @Override
  public int compareTo(CountKey that) {
    return ORDER.compare(this, that);
  }
}
