package dev.isochrone.model.request;

/** How fresh a read must be. The numbers are those of {@code isochrone.v1.Consistency.Level}. */
public enum Consistency {
  /**
   * Linearizable per key: the home partition's leader, confirmed by a majority after the read
   * arrived.
   */
  STRONG(1),
  /** Any replica; the answer states its staleness. */
  EVENTUAL(2),
  REGION_STRONG(3),
  BOUNDED_STALENESS(4),
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
}
