package dev.isochrone.zone.store.memory;

import dev.isochrone.zone.store.content.KeyedRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Several ascending sources as one: of a key that stands in more than one, the first source's row.
 * There are a handful of sources, so the least key is found by looking at each.
 */
final class MergedRows implements Iterator<KeyedRow> {
  private final List<Source> newestFirst = new ArrayList<>();

  /** A source, and the row at which it stands. */
  private static final class Source {
    private final Iterator<KeyedRow> rows;
    private @Nullable KeyedRow head;

    Source(Iterator<KeyedRow> rows) {
      this.rows = rows;
      advance();
    }

    void advance() {
      head = rows.hasNext() ? rows.next() : null;
    }
  }

  MergedRows(List<Iterator<KeyedRow>> newestFirst) {
    newestFirst.forEach(rows -> this.newestFirst.add(new Source(rows)));
  }

  @Override
  public boolean hasNext() {
    return least() != null;
  }

  @Override
  public KeyedRow next() {
    KeyedRow least = least();
    if (least == null) {
      throw new NoSuchElementException();
    }
    for (Source source : newestFirst) {
      if (source.head != null && source.head.key().equals(least.key())) {
        source.advance();
      }
    }
    return least;
  }

  private @Nullable KeyedRow least() {
    KeyedRow least = null;
    for (Source source : newestFirst) {
      KeyedRow head = source.head;
      if (head != null && (least == null || head.key().compareTo(least.key()) < 0)) {
        least = head;
      }
    }
    return least;
  }
}
