package dev.isochrone.model.request;

import dev.isochrone.model.table.TableSpec;

/** How fresh a read must be. The numbers are those of {@code isochrone.v1.Consistency.Level}. */
public enum Consistency {
  /**
   * Linearizable per key: the home partition's leader, confirmed by a majority after the read
   * arrived.
   */
  STRONG(1),
  /** Any replica; the answer states its staleness. */
  EVENTUAL(2),
  /**
   * Linearizable within one region: the leader of its partition, confirmed as for {@link #STRONG}.
   * In the row's home that is as strong; elsewhere what has not arrived from there is not seen. The
   * strongest that multi-master rows have.
   */
  REGION_STRONG(3),
  /** Any replica whose view is at most as old as the reader says, by its own clock; else home. */
  BOUNDED_STALENESS(4),
  /** Any replica that has all that the reader's session has seen; else home. */
  SESSION(5),
  REGIONS(6),
  LEASED(7);

  private final int number;

  Consistency(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The strongest that a table's rows have: how they are read where nothing else is asked for. */
  public static Consistency strongestOf(TableSpec table) {
    return table.placement().locality().isHomed() ? STRONG : REGION_STRONG;
  }
}
