package dev.isochrone.consensus;

/** Whether a member was found to lead, by its group and not by its own belief. */
public enum Confirmation {
  /**
   * A majority, this member included, named this member's term after the question was put, and the
   * term's first entry is applied here: what is applied here now holds everything acknowledged
   * before the question.
   */
  CONFIRMED,
  /** Not so, or not within {@link GroupConfig#confirmTimeout()}. */
  NOT_CONFIRMED
}
