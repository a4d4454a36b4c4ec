package dev.isochrone.region.directory;

/** What a region is for. The numbers stand in logs. */
public enum RegionRole {
  /** Holds rows. */
  DATA(1),
  /**
   * Holds a vote in the global directory and no rows: the third voice where there are two regions.
   */
  WITNESS(2);

  private final int number;

  RegionRole(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
