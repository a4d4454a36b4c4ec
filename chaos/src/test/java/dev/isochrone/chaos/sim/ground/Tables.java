package dev.isochrone.chaos.sim.ground;

import java.util.List;

/** The tables of every world, by their ids. */
public final class Tables {
  /** Rows have one home each. */
  public static final int HOMED = 1;

  /** Every region writes, the last one stays. */
  public static final int LWW = 2;

  /** Every region writes, siblings stay until they are settled. */
  public static final int VECTOR = 3;

  /** Rows have one home each, and may be nowhere but in the regions of the scenario's domain. */
  public static final int BOUND = 4;

  /** All of them. */
  public static final List<Integer> ALL = List.of(HOMED, LWW, VECTOR, BOUND);

  private Tables() {}

  /** Whether its rows have a home. */
  public static boolean isHomed(int table) {
    return table == HOMED || table == BOUND;
  }
}
