package dev.isochrone.replication;

import dev.isochrone.model.row.ChangeBatch;

/** What a {@link LinkSender} wants done, in this order. */
public sealed interface SenderEffect {
  /** Open a stream to the peer and say hello. */
  record Open(long session) implements SenderEffect {}

  /** Read the outbox, and answer with {@link SenderEvent.Read}. */
  record Read(long from, int bytesMax) implements SenderEffect {}

  /** Send on this stream. */
  record Send(long session, ChangeBatch batch) implements SenderEffect {}

  /** The peer has applied up to here; more than was told before. */
  record PeerAcked(long sequence) implements SenderEffect {}

  /**
   * End the stream, if it has not ended.
   *
   * @param why for people
   */
  record Close(long session, String why) implements SenderEffect {}
}
