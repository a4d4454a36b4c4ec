package dev.isochrone.chaos.check.linear;

import org.jspecify.annotations.Nullable;

/**
 * A key with one value, or none, and the version of its last change; versions and values are
 * numbers given by {@link RegisterCalls}.
 */
final class Register implements Model<Register.State, Register.Step> {
  /** The value of a key that was never written, or deleted. */
  static final int ABSENT = 0;

  /** Asked for no version, or answered none. */
  static final int UNSAID = -1;

  /** Of a change that took effect under a version that no read and no answer bears. */
  static final int UNSEEN = -2;

  /** Of a change whose version can't be told from others: fits all. */
  static final int ANY = -3;

  /** Before the first change. */
  static final int BEFORE = -4;

  /** What is there. */
  record State(int value, int version) {}

  /** An operation with its answer. */
  sealed interface Step {}

  /** Puts or deletes, whatever is there. */
  record Put(State to) implements Step {}

  /** Put, and the condition held. */
  record PutIf(Condition condition, State to) implements Step {}

  /** Saw this value; its version may be unsaid. */
  record See(int value, int version) implements Step {}

  /** Did not put, since the condition did not hold; the version found may be unsaid. */
  record Miss(Condition condition, int found) implements Step {}

  /**
   * When to put.
   *
   * @param absent if there is no value; else if the version is this
   */
  record Condition(boolean absent, int version) {
    boolean mayHold(State state) {
      return absent ? state.value == ABSENT : fits(state.version, version);
    }

    /** Two versions that nobody saw, or cannot tell, may be two or one. */
    boolean mayFail(State state) {
      if (absent) {
        return state.value != ABSENT;
      }
      boolean certain = state.version != UNSEEN && state.version != ANY;
      return !certain || state.version != version;
    }
  }

  @Override
  public State initial() {
    return new State(ABSENT, BEFORE);
  }

  @Override
  public @Nullable State after(State state, Step step) {
    if (step instanceof Put put) {
      return put.to;
    }
    if (step instanceof PutIf put) {
      return put.condition.mayHold(state) ? put.to : null;
    }
    if (step instanceof See see) {
      return see.value == state.value && fits(state.version, see.version) ? state : null;
    }
    if (step instanceof Miss miss) {
      return miss.condition.mayFail(state) && fits(state.version, miss.found) ? state : null;
    }
    throw new AssertionError(step);
  }

  @Override
  public boolean onlyLooks(Step step) {
    return step instanceof See || step instanceof Miss;
  }

  /** A change leaves its state whatever was before, so what it explains does not depend on that. */
  @Override
  public boolean explains(Step change, Step other) {
    State left = leaves(change);
    return left != null && !(other instanceof Put) && after(left, other) != null;
  }

  @Override
  public @Nullable State leaves(Step step) {
    if (step instanceof Put put) {
      return put.to;
    }
    return step instanceof PutIf put ? put.to : null;
  }

  @Override
  public Step weakened(Step step) {
    return step instanceof PutIf put ? new Put(put.to) : step;
  }

  private static boolean fits(int there, int asked) {
    return asked == UNSAID || there == ANY || there == asked;
  }
}
