package dev.isochrone.model.refusal;

/**
 * What a caller can do about a refusal. The numbers are those of {@code isochrone.v1.RefusalKind}.
 */
public enum RefusalKind {
  /** Had and will have no effect; ask where it says. */
  ELSEWHERE(1),
  /** Had and will have no effect; ask here again, when it says. */
  LATER(2),
  /** Had and will have no effect; read again, then decide again. */
  READ_AGAIN(3),
  /** Had and will have no effect; the same request will never be carried out. */
  NEVER(4),
  /**
   * May have happened, or may still happen. Only a request with a session and sequence may be sent
   * again.
   */
  UNKNOWN(5);

  private final int number;

  RefusalKind(int number) {
    this.number = number;
  }

  /** The number on the wire; codes of this kind begin at a hundred times it. */
  public int number() {
    return number;
  }
}
