package dev.isochrone.model.refusal;

import java.util.Optional;

/**
 * A refusal on its way through code that answers by exception. An answer, not a crash: it has no
 * stack trace.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** Its message is the refusal's code: what is for the caller alone may not reach a log. */
  public RefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  /** The answer itself, with the message for the caller. */
  public Refusal refusal() {
    return refusal;
  }

  /** The row as a failed condition found it; empty for every other refusal. */
  public Optional<Refusal.CurrentRow> current() {
    return refusal.current();
  }
}
