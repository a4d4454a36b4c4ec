package dev.isochrone.zone.partition;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes few entries of many commands. While two entries are in flight, commands queue; the next
 * entry takes all of them, within its bounds. An idle leader proposes at once: there is no linger
 * timer. The log below takes some 6,000 entries a second whatever is in them, so this is what makes
 * writes fast.
 *
 * <p>Any thread. Nobody who waits is answered under the lock; all who are answered at once are
 * answered in one burst.
 */
final class GroupCommit {
  /**
   * How much is queued and proposed.
   *
   * @param inFlightMax entries proposed and not settled
   * @param queuedMax commands that wait
   * @param queuedBytesMax with this much queued, nothing more is taken; so it is passed by one
   *     command at most
   * @param entryCommandsMax commands in an entry
   * @param entryBytesMax bytes of the commands in an entry, and so of one command
   */
  record Limits(
      int inFlightMax,
      int queuedMax,
      long queuedBytesMax,
      int entryCommandsMax,
      int entryBytesMax) {
    /**
     * Two entries in flight: one fewer costs 5 percent, more gain nothing (measured by the
     * founders' spike).
     */
    static final Limits DEFAULT =
        new Limits(2, 16_384, 64L << 20, 1_024, WriteLimits.DEFAULT.writeBytesMax());

    Limits {
      if (inFlightMax < 1
          || queuedMax < 1
          || entryCommandsMax < 1
          || entryBytesMax < 1
          || queuedBytesMax < entryBytesMax) {
        throw new IllegalArgumentException(
            "%d entries in flight, of %d commands and %d bytes; %d commands and %d bytes queued"
                .formatted(
                    inFlightMax, entryCommandsMax, entryBytesMax, queuedMax, queuedBytesMax));
      }
    }
  }

  private static final Duration RETRY_AFTER = Duration.ofMillis(50);

  private final Limits limits;
  private final Function<Batch, CompletableFuture<ProposeOutcome>> propose;

  @GuardedBy("this") private final Queue<Batch.Pending> queue = new ArrayDeque<>();

  @GuardedBy("this") private long queuedBytes;

  @GuardedBy("this") private int inFlight;

  @GuardedBy("this") private boolean closeWanted;

  private final AtomicInteger turns = new AtomicInteger();
  private final Burst burst;
  private final Runnable pump = this::pump;

  /**
   * A queue before a log.
   *
   * @param burst the writes that come within one are proposed at its end, so that a message of many
   *     is one entry, and not one of the first write and one of the others; refusals are given in
   *     one
   */
  GroupCommit(
      Limits limits, Function<Batch, CompletableFuture<ProposeOutcome>> propose, Burst burst) {
    this.limits = limits;
    this.propose = propose;
    this.burst = burst;
  }

  /**
   * Queues a command whose reply nobody waits for: what counts is that the log will have it, and if
   * it gets lost, somebody will say it again.
   */
  void tell(Command command) {
    CompletableFuture<Reply> unused = submit(command);
  }

  /** Queues a command that may wait for its turn as long as it takes. */
  CompletableFuture<Reply> submit(Command command) {
    return submit(command, null);
  }

  /**
   * Queues a command. Its reply comes on the apply thread, or, if it was never appended, on any.
   *
   * @param limit if it is over when the command's turn comes, that is refused, and was never
   *     proposed
   */
  CompletableFuture<Reply> submit(Command command, @Nullable TimeLimit limit) {
    Batch.Pending pending =
        new Batch.Pending(command, CommandCodec.encode(command), limit, new CompletableFuture<>());
    if (pending.bytes().length() > limits.entryBytesMax()) {
      return CompletableFuture.completedFuture(tooLarge(pending.bytes().length()));
    }
    synchronized (this) {
      if (queue.size() >= limits.queuedMax() || queuedBytes >= limits.queuedBytesMax()) {
        return CompletableFuture.completedFuture(
            refused(RefusalCode.OVERLOADED, "the partition's queue is full"));
      }
      queue.add(pending);
      queuedBytes += pending.bytes().length();
    }
    burst.atEnd(pump);
    return pending.reply();
  }

  /**
   * What waits here now. Takes the lock for as long as three reads: for somebody who looks every
   * few seconds.
   */
  synchronized PartitionReplica.Queue queue() {
    return new PartitionReplica.Queue(queue.size(), queuedBytes, inFlight);
  }

  /**
   * Proposes an entry without commands, unless there is something in flight, which closes as well.
   */
  void close() {
    synchronized (this) {
      closeWanted = inFlight == 0;
    }
    pump();
  }

  /**
   * Proposes what may be proposed. One thread does it at a time, so entries are proposed in the
   * order in which they were taken; whoever comes meanwhile, be it from inside a proposal that
   * ended at once, leaves its turn to that thread.
   */
  private void pump() {
    if (turns.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      burst.during(this::turn);
      seen = turns.addAndGet(-seen);
    }
  }

  /** In one burst, so that all that it refuses leaves together. */
  private void turn() {
    List<Batch.Pending> late = new ArrayList<>();
    for (Batch next = take(late); next != null; next = take(late)) {
      send(next);
    }
    late.forEach(GroupCommit::refuseLate);
  }

  /**
   * The next entry, if there is to be one now.
   *
   * @param late gets those whose time was over when their turn came
   */
  private synchronized @Nullable Batch take(List<Batch.Pending> late) {
    boolean closing = closeWanted && inFlight == 0;
    closeWanted = false;
    if (inFlight >= limits.inFlightMax()) {
      return null;
    }
    List<Batch.Pending> taken = new ArrayList<>();
    int room = limits.entryBytesMax();
    while (!queue.isEmpty() && taken.size() < limits.entryCommandsMax()) {
      Batch.Pending next = queue.element();
      int bytes = next.bytes().length();
      if (next.isLate()) {
        late.add(next);
      } else if (bytes <= room) {
        taken.add(next);
        room -= bytes;
      } else {
        break;
      }
      queue.remove();
      queuedBytes -= bytes;
    }
    if (taken.isEmpty() && !closing) {
      return null;
    }
    inFlight++;
    return new Batch(taken);
  }

  private static void refuseLate(Batch.Pending late) {
    late.reply()
        .complete(
            refused(
                RefusalCode.DEADLINE_PASSED,
                "the request's time was over before its turn came; nothing was proposed"));
  }

  private Reply tooLarge(int bytes) {
    return new Reply.Refused(
        Refusal.of(
            RefusalCode.TOO_LARGE,
            "the write has "
                + bytes
                + " bytes as the log has it; at most "
                + limits.entryBytesMax()
                + " are taken"));
  }

  private void send(Batch batch) {
    CompletableFuture<ProposeOutcome> unused =
        propose
            .apply(batch)
            .whenComplete(
                (outcome, fault) -> {
                  synchronized (this) {
                    inFlight--;
                  }
                  burst.during(() -> settle(batch, outcome));
                  pump();
                });
  }

  private static void settle(Batch batch, @Nullable ProposeOutcome outcome) {
    if (outcome instanceof ProposeOutcome.Refused refused) {
      batch.answerAll(() -> reply(refused));
    } else {
      // Where it was applied, everybody has been answered; whoever was not must not wait for ever.
      batch.answerAll(
          () ->
              refused(
                  RefusalCode.OUTCOME_UNKNOWN,
                  "leadership was lost while the write was in flight"));
    }
  }

  private static Reply reply(ProposeOutcome.Refused refused) {
    return switch (refused.reason()) {
      case NOT_LEADER -> refused(RefusalCode.NO_LEADER, "the leader changed; nothing was proposed");
      case OVERLOADED -> refused(RefusalCode.OVERLOADED, "the log's queue is full");
      case TOO_LARGE -> refused(RefusalCode.TOO_LARGE, "the entry is larger than the log takes");
      case CLOSED -> refused(RefusalCode.NOT_READY, "the server is stopping");
    };
  }

  private static Reply refused(RefusalCode code, String message) {
    return new Reply.Refused(Refusal.later(code, message, RETRY_AFTER));
  }
}
