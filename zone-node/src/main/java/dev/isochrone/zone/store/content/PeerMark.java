package dev.isochrone.zone.store.content;

/**
 * How far one peer region has acknowledged the outbox, and whether it is to be sent anything.
 *
 * @param acknowledged it has applied everything up to this sequence
 * @param paused an operator wants nothing to be sent to it; what it is owed stays owed
 */
public record PeerMark(State state, long acknowledged, boolean paused) {
  /** Of a peer to which changes flow. */
  public PeerMark(State state, long acknowledged) {
    this(state, acknowledged, false);
  }

  /** The same peer, that has applied this as well; never less than before. */
  public PeerMark acknowledged(long sequence) {
    return new PeerMark(state, Math.max(acknowledged, sequence), paused);
  }

  /** The same peer, paused or not. */
  public PeerMark paused(boolean wanted) {
    return new PeerMark(state, acknowledged, wanted);
  }

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
