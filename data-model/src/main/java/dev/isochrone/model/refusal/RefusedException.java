package dev.isochrone.model.refusal;

import java.util.Optional;

/**
 * A refusal on its way through code that answers by exception. An answer, not a crash: it has no
 * stack trace.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** By what the request is known that was refused; empty if nobody gave it a name. */
  private final String requestId;

  /** Its message is the refusal's code: what is for the caller alone may not reach a log. */
  public RefusedException(Refusal refusal) {
    this(refusal, /* requestId= */ "");
  }

  /**
   * The same, of a request that is known by a name.
   *
   * @param requestId as it stands in the logs of the servers; empty: it has none
   */
  public RefusedException(Refusal refusal, String requestId) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
    this.requestId = requestId;
  }

  /** By what the request is known to the servers; empty if it is to none. */
  public Optional<String> requestId() {
    return requestId.isEmpty() ? Optional.empty() : Optional.of(requestId);
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
