package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ProposeOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * This member's proposals under way, found again in the log by the number that each was given.
 *
 * <p>Ratis keeps such a map of its own, but fills it after the append; an entry that is committed
 * in between is applied without its proposal, and never answered. The name of the numbers is drawn
 * anew in each life, so that entries of an earlier one are not taken for ours. Thread-safe.
 */
final class Submissions<P extends Proposal> {
  private final ClientId client = ClientId.randomId();
  private final ByteString clientBytes = client.toByteString();
  private final int countMax;
  private final long bytesMax;

  private final Map<Long, Submission<P>> underWay = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;

  Submissions(int countMax, long bytesMax) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
  }

  ClientId client() {
    return client;
  }

  /** Null if there are too many, or too many bytes in them. */
  @Nullable Submission<P> begin(P proposal) {
    int size = proposal.entry().length;
    int countNow = count.incrementAndGet();
    long bytesNow = bytes.addAndGet(size);
    if (countNow > countMax || bytesNow > bytesMax) {
      release(size);
      return null;
    }
    Submission<P> submission = new Submission<>(calls.incrementAndGet(), proposal);
    underWay.put(submission.call(), submission);
    CompletableFuture<?> unused =
        submission
            .outcome()
            .whenComplete(
                (outcome, none) -> {
                  underWay.remove(submission.call());
                  release(size);
                });
    if (closed) { // else the one who closed has seen it in the map
      fail(submission, "closed");
    }
    return submission;
  }

  @Nullable Submission<P> find(long call) {
    return underWay.get(call);
  }

  /** The submission that became this entry, if it was ours and is still under way. */
  @Nullable Submission<P> find(StateMachineLogEntryProto entry) {
    return entry.getClientId().equals(clientBytes) ? underWay.get(entry.getCallId()) : null;
  }

  /** Ends all that are under way, and all that come. */
  void close(String why) {
    closed = true;
    underWay.values().forEach(submission -> fail(submission, why));
  }

  private void fail(Submission<P> submission, String why) {
    submission.failed(ProposeOutcome.Reason.CLOSED, Optional.empty(), why);
  }

  private void release(int size) {
    count.decrementAndGet();
    bytes.addAndGet(-size);
  }
}
