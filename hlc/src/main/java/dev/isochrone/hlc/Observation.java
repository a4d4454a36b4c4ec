package dev.isochrone.hlc;

/** What a clock made of another server's reading. */
public sealed interface Observation {
  /** Every later reading here is above the remote one. */
  record Accepted(HlcTimestamp latest) implements Observation {}

  /**
   * The reading lies further ahead of our wall than the max offset allows. Our clock was not
   * touched; the caller refuses the message and counts the peer.
   */
  record TooFarAhead(long millis) implements Observation {}
}
