package dev.isochrone.chaos.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was counted and measured, by name; a name ends in its unit, such as {@code _ns}. */
public record Figures(SortedMap<String, Long> values) {
  /** Nothing was counted. */
  public static final Figures NONE = new Figures(Collections.emptySortedMap());

  public Figures {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The figure of that name, which must be there. */
  public long of(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no figure '" + name + "' in " + values.keySet());
    }
    return value;
  }

  /** These and one more. */
  public Figures with(String name, long value) {
    SortedMap<String, Long> more = new TreeMap<>(values);
    more.put(name, value);
    return new Figures(more);
  }
}
