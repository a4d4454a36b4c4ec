package dev.isochrone.model.key;

/**
 * A hash value of a partition key: the unit in which hash-partitioned data is placed and moved.
 *
 * @param number 0 to 16,383
 */
public record Slot(int number) implements Comparable<Slot> {
  public static final int COUNT = 16_384;

  public static final Slot FIRST = new Slot(0);
  public static final Slot LAST = new Slot(COUNT - 1);

  public Slot {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("slot " + number);
    }
  }

  @Override
  public int compareTo(Slot that) {
    return Integer.compare(number, that.number);
  }
}
