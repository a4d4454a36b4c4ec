package dev.isochrone.model;

/**
 * The number of one incarnation of a region: its life between losses of state. Given once, never
 * reused; breaks ties between equal times.
 *
 * @param number at least 1, as an unsigned 32-bit number at most 2^31 - 1
 */
public record Origin(int number) implements Comparable<Origin> {
  public Origin {
    if (number < 1) {
      throw new IllegalArgumentException("not an origin: " + number);
    }
  }

  @Override
  public int compareTo(Origin that) {
    return Integer.compare(number, that.number);
  }

  @Override
  public String toString() {
    return "origin-" + number;
  }
}
