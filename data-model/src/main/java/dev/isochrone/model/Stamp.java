package dev.isochrone.model;

import dev.isochrone.hlc.HlcTimestamp;
import java.util.Comparator;

/**
 * Names a version of a row: totally ordered and unique per key. Time first; equal times go by the
 * origin's number, alike in every region.
 */
public record Stamp(HlcTimestamp at, Origin origin) implements Comparable<Stamp> {
  private static final Comparator<Stamp> ORDER =
      Comparator.comparing(Stamp::at).thenComparing(Stamp::origin);

  @Override
  public int compareTo(Stamp that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return at + "@" + origin.number();
  }
}
