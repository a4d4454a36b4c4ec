package dev.isochrone.chaos.sim.ground;

/** The tables of every world, by their ids. */
public final class Tables {
  /** Rows have one home each. */
  public static final int HOMED = 1;

  /** Every region writes, the last one stays. */
  public static final int LWW = 2;

  /** Every region writes, siblings stay until they are settled. */
  public static final int VECTOR = 3;

  private Tables() {}
}
