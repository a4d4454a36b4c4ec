package dev.isochrone.model.table;

import java.util.Arrays;
import java.util.Optional;

/**
 * How concurrent versions of a row of a multi-master table are settled. The numbers are those of
 * {@code isochrone.v1.ConflictPolicy}, and stand in logs; 0 is no policy. What a policy does is
 * decided in conflict-resolution.
 */
public enum ConflictPolicy {
  /** The greatest stamp is the row; one that it was written without seeing is recorded as lost. */
  LWW(1),
  /** All of them are the row, until a writer who has read them settles it. */
  VECTOR(2);

  private final int number;

  ConflictPolicy(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The policy with this number; empty for none, and for one that a newer release gave. */
  public static Optional<ConflictPolicy> numbered(int number) {
    return Arrays.stream(values()).filter(policy -> policy.number == number).findAny();
  }
}
