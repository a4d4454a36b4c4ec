package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is on its way on one stream: batches sent and not yet acknowledged, at most as many as there
 * are credits, each beginning where the one before it ended.
 */
final class Window {
  private record Batch(long from, long to, HlcTimestamp closed) {
    boolean onlyTime() {
      return from == to;
    }

    /** An acknowledgement with an older frontier was made before this batch was applied. */
    boolean coveredBy(long sequence, HlcTimestamp frontier) {
      return to <= sequence && closed.compareTo(frontier) <= 0;
    }
  }

  private final Deque<Batch> unacknowledged = new ArrayDeque<>();
  private int credits;
  private long sent;
  private HlcTimestamp timeSent = HlcTimestamp.MIN;

  /** A new stream: the peer has applied up to here. */
  void open(long applied, int creditsGiven) {
    credits = creditsGiven;
    goBackTo(applied);
  }

  /** Whatever was sent above the sequence counts as lost, and so does all time. */
  void goBackTo(long sequence) {
    unacknowledged.clear();
    sent = sequence;
    timeSent = HlcTimestamp.MIN;
  }

  boolean full() {
    return unacknowledged.size() >= credits;
  }

  boolean empty() {
    return unacknowledged.isEmpty();
  }

  /** The last sequence that was sent. */
  long sent() {
    return sent;
  }

  /** Whether a batch that carries this time alone is worth sending, and none such is on its way. */
  boolean lacks(HlcTimestamp closed) {
    return closed.isAfter(timeSent) && unacknowledged.stream().noneMatch(Batch::onlyTime);
  }

  void sent(long to, HlcTimestamp closed) {
    unacknowledged.addLast(new Batch(sent, to, closed));
    sent = to;
    timeSent = timeSent.max(closed);
  }

  /** Takes an acknowledgement; says whether a batch that was on its way has arrived. */
  boolean acknowledged(long sequence, HlcTimestamp frontier) {
    boolean arrived = false;
    while (!unacknowledged.isEmpty() && unacknowledged.getFirst().coveredBy(sequence, frontier)) {
      unacknowledged.removeFirst();
      arrived = true;
    }
    return arrived;
  }
}
