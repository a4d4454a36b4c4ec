package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;

/** What a {@link LinkReceiver} wants done, in this order. */
public sealed interface ReceiverEffect {
  /** Tell the sender where to go on. */
  record Welcome(long session, long applied, int credits, int featureLevel)
      implements ReceiverEffect {}

  /**
   * Put the batch into the log, and answer with {@link ReceiverEvent.Applied}.
   *
   * @param proposal counts the proposals of this stream
   */
  record Propose(long proposal, ChangeBatch batch) implements ReceiverEffect {}

  /** Tell the sender what is applied. */
  record Ack(long session, long sequence, HlcTimestamp frontier) implements ReceiverEffect {}

  /** Tell the sender to go on after the sequence: there was a gap. */
  record Resume(long session, long sequence) implements ReceiverEffect {}

  /** Tell the sender why, and end the stream. The last thing that the sender hears. */
  record Refuse(Refusal refusal) implements ReceiverEffect {}

  /**
   * Of what was proposed, let go of all that is not on its way to a log: the stream has ended, and
   * the sender will begin anew. The last effect of a receiver that had proposed something.
   */
  record Abandon() implements ReceiverEffect {}
}
