package dev.isochrone.placement;

import java.util.Arrays;

/** A continent, as a first guess at the region that is near. */
public enum Continent {
  AFRICA("AF"),
  ANTARCTICA("AN"),
  ASIA("AS"),
  EUROPE("EU"),
  NORTH_AMERICA("NA"),
  OCEANIA("OC"),
  SOUTH_AMERICA("SA");

  private final String code;

  Continent(String code) {
    this.code = code;
  }

  /** Two capital letters, as countries.tsv has them. */
  public String code() {
    return code;
  }

  static Continent coded(String code) {
    return Arrays.stream(values())
        .filter(continent -> continent.code.equals(code))
        .findAny()
        .orElseThrow(() -> new IllegalStateException("no continent " + code));
  }
}
