package dev.isochrone.zone.store.kv;

import dev.isochrone.model.bytes.FormatException;

/**
 * A store that cannot do what it must. The replica whose store throws it stops; it never tries
 * again. The message names the store, never content.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the store. */
  public enum Problem {
    /** What it holds is not what was written. */
    DAMAGED,
    /** Written by a newer release. */
    NEWER_FORMAT,
    /** It could not be read, or a write could not be made durable. */
    IO,
    /** The process was not started as the engine needs it. */
    SETTING,
    /** Closed, or stopped by an earlier failure. */
    CLOSED,
    /** Its content is being replaced; until that is done it holds nothing that may be read. */
    INSTALLING,
    /** It did not come to it in time; asked again, it may. */
    BUSY
  }

  private final Problem problem;

  public StoreException(Problem problem, String what) {
    super(problem + ": " + what);
    this.problem = problem;
  }

  public StoreException(Problem problem, String what, Throwable cause) {
    super(problem + ": " + what, cause);
    this.problem = problem;
  }

  /** Bytes in a store that are not what they should be. */
  public static StoreException damaged(Space space, FormatException why) {
    Problem problem =
        why.problem() == FormatException.Problem.NEWER_FORMAT
            ? Problem.NEWER_FORMAT
            : Problem.DAMAGED;
    return new StoreException(problem, "store " + space.storeName(), why);
  }

  /** A store that holds what cannot be, or lacks what must be there. */
  public static StoreException damaged(Space space, String what) {
    return new StoreException(Problem.DAMAGED, "store " + space.storeName() + ": " + what);
  }

  public Problem problem() {
    return problem;
  }
}
