package dev.isochrone.zone.store.content;

/**
 * How far one peer region has acknowledged the outbox.
 *
 * @param acknowledged it has applied everything up to this sequence
 */
public record PeerMark(State state, long acknowledged) {
  /** What the outbox owes a peer. The numbers stand in stores. */
  public enum State {
    /** Everything it has not acknowledged. */
    ACTIVE(1),
    /** A bootstrap: the outbox no longer holds what it lacks. */
    NEEDS_BOOTSTRAP(2),
    /** Nothing. */
    REMOVED(3);

    private final int number;

    State(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
