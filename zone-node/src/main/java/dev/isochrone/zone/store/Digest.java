package dev.isochrone.zone.store;

/**
 * A sum mod 2^128 over the newest versions of all rows: equal on all replicas at one log position.
 */
public record Digest(long high, long low) {
  public static final Digest ZERO = new Digest(0, 0);

  public Digest plus(Digest that) {
    long sum = low + that.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Digest(high + that.high + carry, sum);
  }

  public Digest minus(Digest that) {
    long borrow = Long.compareUnsigned(low, that.low) < 0 ? 1 : 0;
    return new Digest(high - that.high - borrow, low - that.low);
  }
}
