package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Refusal;

/** What a {@link LinkSender} is told. */
public sealed interface SenderEvent {
  /** The time; the only way in which it comes in. Goes before any event that takes time. */
  record Tick(long nowNanos) implements SenderEvent {}

  /**
   * The outbox grew, or only its closed timestamp moved.
   *
   * @param settled every peer has applied up to here; goes along with the next batch
   */
  record Grew(Announced announced, long settled) implements SenderEvent {}

  /** The answer to {@link SenderEffect.Read}. */
  record Read(OutboxSlice slice) implements SenderEvent {}

  /**
   * The other answer to it: the outbox can't be read now. Ends the stream; the link tries again.
   */
  record Unreadable(String why) implements SenderEvent {}

  /** An operator wants nothing to be sent. */
  record Paused() implements SenderEvent {}

  /** No longer. */
  record Unpaused() implements SenderEvent {}

  /** The end: nothing else will be heard. */
  record Stopped() implements SenderEvent {}

  /** What happens on a stream. Ignored unless the stream is the present one. */
  sealed interface OnStream extends SenderEvent {
    long session();
  }

  /**
   * The peer takes our changes.
   *
   * @param applied go on after this
   * @param credits batches that may be unacknowledged
   */
  record Welcomed(long session, long applied, int credits) implements OnStream {}

  /** The peer has applied up to the sequence, and its frontier is this. */
  record Acked(long session, long sequence, HlcTimestamp frontier) implements OnStream {}

  /** The peer saw a gap: go on after the sequence. */
  record Resumed(long session, long sequence) implements OnStream {}

  /** The stream takes no more for now. */
  record Blocked(long session) implements OnStream {}

  /** The stream takes more again. */
  record Writable(long session) implements OnStream {}

  /** The peer refused, and ended the stream. */
  record Refused(long session, Refusal refusal) implements OnStream {}

  /**
   * The stream ended, or never began.
   *
   * @param why for people
   */
  record Broken(long session, String why) implements OnStream {}
}
