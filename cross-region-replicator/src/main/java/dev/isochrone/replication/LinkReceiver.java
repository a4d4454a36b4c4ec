package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The receiving half of one stream, as a state machine and nothing more.
 *
 * <pre>
 *   EXPECTING   a hello that fits   -> RECEIVING
 *   EXPECTING   any other           -> ENDED, refused
 *   RECEIVING   a batch that does not fit, a refused proposal  -> ENDED, refused
 *   any         the stream ended    -> ENDED
 * </pre>
 *
 * <p>However it ends, what was proposed and is not on its way to a log is abandoned: the sender
 * begins anew, and what is left of this stream would only get into the way of the next.
 *
 * <p>It proposes batches in the order in which they came, several at once, and acknowledges what
 * apply reports. That nothing is applied twice or left out is not its doing: apply compares each
 * batch with the cursor in the log, and what this class does about gaps only saves time.
 *
 * <p>Not thread-safe: whoever owns the stream calls, one call at a time.
 */
public final class LinkReceiver {
  private enum Phase {
    EXPECTING,
    RECEIVING,
    ENDED
  }

  /** Full queues are empty again in the time that a few appends take. */
  private static final Duration FULL = Duration.ofMillis(100);

  private final LinkTarget target;
  private final List<ReceiverEffect> effects = new ArrayList<>();
  private Phase phase = Phase.EXPECTING;

  // Set by the hello.
  private Optional<Hello> hello = Optional.empty();
  private long received; // everything up to here was proposed
  private HlcTimestamp frontier = HlcTimestamp.MIN;
  private long applied;

  private final SortedMap<Long, Long> inProposal = new TreeMap<>(); // number -> end of the batch
  private long proposals;
  private long rewoundAt; // a gap found by a proposal before this one has been told
  private boolean awaitingResumed; // the sender was told of a gap and has not yet gone back

  public LinkReceiver(LinkTarget target) {
    this.target = target;
  }

  /** Takes an event, and says what is to be done about it. */
  public List<ReceiverEffect> on(ReceiverEvent event) {
    effects.clear();
    if (phase != Phase.ENDED) {
      take(event);
    }
    return List.copyOf(effects);
  }

  /** Whether anything that is still to come would be heard. */
  public boolean ended() {
    return phase == Phase.ENDED;
  }

  private void take(ReceiverEvent event) {
    if (event instanceof ReceiverEvent.Greeted greeted) {
      greeted(greeted.hello(), greeted.cursor());
    } else if (event instanceof ReceiverEvent.Received batch) {
      received(batch.batch());
    } else if (event instanceof ReceiverEvent.Unfit unfit) {
      refuse(unfit.refusal());
    } else if (event instanceof ReceiverEvent.Applied done) {
      applied(done);
    } else if (event instanceof ReceiverEvent.Ended) {
      end();
    } else {
      throw new AssertionError(event);
    }
  }

  private void greeted(Hello greeting, Outcome<Long> cursor) {
    Optional<Refusal> misfit = phase == Phase.EXPECTING ? misfit(greeting) : secondHello();
    if (misfit.isPresent()) {
      refuse(misfit.get());
    } else if (cursor instanceof Outcome.Refused<Long> refused) {
      refuse(refused.refusal());
    } else if (cursor instanceof Outcome.Done<Long> at) {
      hello = Optional.of(greeting);
      phase = Phase.RECEIVING;
      received = at.value();
      applied = at.value();
      int level = target.levels().common(greeting.from().levels()).orElseThrow();
      effects.add(
          new ReceiverEffect.Welcome(greeting.session(), received, target.creditsMax(), level));
    }
  }

  private Optional<Refusal> misfit(Hello greeting) {
    if (!greeting.from().cluster().equals(target.cluster())) {
      return refusal(
          RefusalCode.WRONG_CLUSTER,
          "this is cluster " + target.cluster() + ", not " + greeting.from().cluster());
    }
    if (!greeting.to().equals(target.self())) {
      return refusal(
          RefusalCode.WRONG_CLUSTER, "this is " + target.self() + ", not " + greeting.to());
    }
    if (greeting.from().source().origin().origin().equals(target.self().origin())) {
      return refusal(RefusalCode.WRONG_CLUSTER, "a link from " + target.self() + " to itself");
    }
    OptionalInt level = target.levels().common(greeting.from().levels());
    return level.isPresent()
        ? Optional.empty()
        : refusal(
            RefusalCode.NOT_SUPPORTED,
            "spoken here are feature levels "
                + target.levels()
                + ", there "
                + greeting.from().levels());
  }

  private void received(ChangeBatch batch) {
    if (phase == Phase.EXPECTING) {
      refuse(Refusal.of(RefusalCode.INVALID_REQUEST, "batch before hello"));
    } else if (!batch.source().equals(hello.orElseThrow().from().source())) {
      refuse(Refusal.of(RefusalCode.INVALID_REQUEST, "batch of " + batch.source().origin()));
    } else if (batch.interval().from() > received) {
      gap(received);
    } else if (inProposal.size() >= target.creditsMax()) {
      refuse(Refusal.later(RefusalCode.OVERLOADED, "more batches than credits", FULL));
    } else {
      awaitingResumed = false;
      received = Math.max(received, batch.interval().to());
      inProposal.put(proposals, batch.interval().to());
      effects.add(new ReceiverEffect.Propose(proposals, batch));
      proposals++;
    }
  }

  private void applied(ReceiverEvent.Applied done) {
    Long end = inProposal.remove(done.proposal());
    if (end == null) {
      throw new IllegalStateException("proposal " + done.proposal() + " was never made");
    }
    if (done.outcome() instanceof Outcome.Refused<Inbox.Applied> refused) {
      refuse(refused.refusal());
    } else if (done.outcome() instanceof Outcome.Done<Inbox.Applied> at) {
      acknowledge(at.value());
      if (at.value().cursor() < end && done.proposal() >= rewoundAt) {
        rewoundAt = proposals; // Those behind it found the same gap.
        received = at.value().cursor();
        awaitingResumed = false; // What it may have been told before was too far.
        gap(received);
      }
    }
  }

  private void acknowledge(Inbox.Applied at) {
    applied = Math.max(applied, at.cursor());
    frontier = frontier.max(at.frontier());
    effects.add(new ReceiverEffect.Ack(hello.orElseThrow().session(), applied, frontier));
  }

  private void gap(long goOnAfter) {
    if (!awaitingResumed) {
      awaitingResumed = true;
      effects.add(new ReceiverEffect.Resume(hello.orElseThrow().session(), goOnAfter));
    }
  }

  private void refuse(Refusal refusal) {
    effects.add(new ReceiverEffect.Refuse(refusal));
    end();
  }

  private void end() {
    phase = Phase.ENDED;
    if (!inProposal.isEmpty()) {
      effects.add(new ReceiverEffect.Abandon());
    }
  }

  private static Optional<Refusal> secondHello() {
    return refusal(RefusalCode.INVALID_REQUEST, "a second hello");
  }

  private static Optional<Refusal> refusal(RefusalCode code, String message) {
    return Optional.of(Refusal.of(code, message));
  }
}
