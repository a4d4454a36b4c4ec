package dev.isochrone.model.bytes;

/** Bytes that are not what they should be. An answer, not a crash: it has no stack trace. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Problem {
    /** They end too early. */
    TRUNCATED,
    /** They break a rule of their form. */
    MALFORMED,
    /** Written by a newer release: a format, flag or kind that this one does not know. */
    NEWER_FORMAT,
    /** The checksum does not match. */
    CHECKSUM
  }

  private final Problem problem;

  /**
   * Says what is wrong, and where.
   *
   * @param what the form and the field; never content
   */
  public FormatException(Problem problem, String what) {
    super(problem + ": " + what, null, false, false);
    this.problem = problem;
  }

  public static FormatException malformed(String what) {
    return new FormatException(Problem.MALFORMED, what);
  }

  public Problem problem() {
    return problem;
  }
}
