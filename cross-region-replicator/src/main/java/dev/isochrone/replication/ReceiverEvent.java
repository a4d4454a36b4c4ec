package dev.isochrone.replication;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;

/** What a {@link LinkReceiver} is told. */
public sealed interface ReceiverEvent {
  /**
   * The stream's first message.
   *
   * @param cursor what this node has applied of the origin partition, or why it takes nothing
   */
  record Greeted(Hello hello, Outcome<Long> cursor) implements ReceiverEvent {}

  /** A batch that {@link BatchInspection} passed. */
  record Received(ChangeBatch batch) implements ReceiverEvent {}

  /** A message that can't be taken. */
  record Unfit(Refusal refusal) implements ReceiverEvent {}

  /** What came of {@link ReceiverEffect.Propose}. */
  record Applied(long proposal, Outcome<Inbox.Applied> outcome) implements ReceiverEvent {}

  /** The sender ended the stream, or it broke. */
  record Ended() implements ReceiverEvent {}
}
