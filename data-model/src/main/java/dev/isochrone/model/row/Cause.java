package dev.isochrone.model.row;

import java.util.List;
import java.util.Optional;

/** Why a version came to be. The numbers stand in stored records and are never reused. */
public enum Cause {
  WRITE(1),
  TRANSACTION(2),
  MERGE(3),
  OPERATOR(4),
  RE_HOME(5),
  ADOPTED_TENTATIVE(6);

  private static final List<Cause> BY_NUMBER = List.of(values());

  private final int number;

  Cause(int number) {
    this.number = number;
  }

  /** What stands in records; 1 to 6, in the order of declaration. */
  public int number() {
    return number;
  }

  static Optional<Cause> numbered(int number) {
    return number < 1 || number > BY_NUMBER.size()
        ? Optional.empty()
        : Optional.of(BY_NUMBER.get(number - 1));
  }
}
