package dev.isochrone.model.row;

import dev.isochrone.model.Origin;
import java.util.Comparator;

/**
 * Where changes come from: one partition of one incarnation of a region. Sequences and closed
 * timestamps count per origin partition.
 *
 * @param partition from 0
 */
public record OriginPartition(Origin origin, int partition) implements Comparable<OriginPartition> {
  private static final Comparator<OriginPartition> ORDER =
      Comparator.comparing(OriginPartition::origin).thenComparingInt(OriginPartition::partition);

  public OriginPartition {
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition);
    }
  }

  @Override
  public int compareTo(OriginPartition that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return origin + "/" + partition;
  }
}
