package dev.isochrone.replication;

import dev.isochrone.model.Origin;

/** Where links tell what peers have applied, so that the outbox can be trimmed. */
public interface PeerAcks {
  /**
   * The peer has applied the outbox up to and including the sequence. Does not block. Comes in any
   * order, and again after a restart: the greatest counts, and one that the log already has is not
   * proposed again.
   */
  void acknowledged(Origin peer, long sequence);
}
