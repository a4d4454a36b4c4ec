package dev.isochrone.model.row;

import java.util.Arrays;
import java.util.Optional;

/** Why a version came to be. The numbers stand in stored records and are never reused. */
public enum Cause {
  WRITE(1),
  TRANSACTION(2),
  MERGE(3),
  OPERATOR(4),
  RE_HOME(5),
  ADOPTED_TENTATIVE(6);

  private final int number;

  Cause(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  static Optional<Cause> numbered(int number) {
    return Arrays.stream(values()).filter(cause -> cause.number == number).findAny();
  }
}
