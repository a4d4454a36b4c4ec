package dev.isochrone.client.course;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request from server to server: told of each refusal, it says what to do next.
 * It holds no connection, no thread and no clock.
 *
 * <p>It goes in rounds. In a round every candidate is asked at most once, unless one is named by
 * another's refusal; rounds are parted by pauses.
 *
 * <p>What is {@code UNKNOWN} ends the course at once, unless the request may be repeated: then it
 * goes on, and has two ends besides an answer. {@code READ_AGAIN} is judged in the log, where the
 * request's sequence is looked up first, so it speaks of all attempts. Every other refusal speaks
 * of its own attempt alone, and the request stays unknown.
 *
 * <p>One thread at a time.
 */
public final class Course {
  private final RetryLimits limits;
  private final DoubleSupplier jitter;
  private final boolean repeatable;

  private List<Endpoint> candidates;
  private int position;
  private Endpoint asked;
  private final Set<NodeId> triedThisRound = new HashSet<>();
  private int redirectsThisRound;
  private int pauses;
  private boolean fetched;
  private boolean sessionChanged;
  private @Nullable Refusal unknown;

  /**
   * A course that begins with the first candidate; see {@link #start}.
   *
   * @param candidates the servers that can answer, the likeliest first; at least one
   * @param jitter uniform in [0, 1), so that requests refused together do not return together
   * @param repeatable whether a second attempt takes effect only if no earlier one did
   */
  Course(RetryLimits limits, DoubleSupplier jitter, List<Endpoint> candidates, boolean repeatable) {
    this.limits = limits;
    this.jitter = jitter;
    this.repeatable = repeatable;
    this.candidates = candidates;
    this.asked = candidates.get(0);
    mark(asked);
  }

  /**
   * A course within the limits of a real client; see the constructor.
   *
   * @param jitter where chance comes in
   */
  public static Course among(List<Endpoint> candidates, boolean repeatable, DoubleSupplier jitter) {
    return new Course(RetryLimits.DEFAULT, jitter, candidates, repeatable);
  }

  /** The first step. */
  public Step start() {
    return ask(asked);
  }

  /** The next step by a new directory, from the first of its candidates. */
  public Step startAnew(List<Endpoint> newCandidates) {
    candidates = newCandidates;
    position = 0;
    beginRound();
    return ask(candidates.get(0));
  }

  /** The next step after the server that was asked refused, or could not be reached. */
  public Step refused(Refusal refusal) {
    return switch (refusal.kind()) {
      case ELSEWHERE -> elsewhere(refusal);
      case LATER -> later(refusal);
      case READ_AGAIN -> new Step.GiveUp(refusal);
      case NEVER -> never(refusal);
      case UNKNOWN -> unknown(refusal);
    };
  }

  /** What is to be told if the course ends with this refusal: no later one undoes an unknown. */
  public Refusal verdict(Refusal lastRefusal) {
    return unknown == null ? lastRefusal : unknown;
  }

  /** Whether some attempt may have happened. */
  public boolean isUnknown() {
    return unknown != null;
  }

  private Step unknown(Refusal refusal) {
    if (unknown == null) {
      unknown = refusal;
    }
    return repeatable ? nextOrPause(refusal) : giveUp(refusal);
  }

  /** Each partition ends sessions by its own time; what was never done can be done in another. */
  private Step never(Refusal refusal) {
    boolean canChange =
        refusal.code() == RefusalCode.SESSION_EXPIRED
            && repeatable
            && unknown == null
            && !sessionChanged;
    if (!canChange) {
      return giveUp(refusal);
    }
    sessionChanged = true;
    return new Step.ChangeSession(asked);
  }

  private Step giveUp(Refusal refusal) {
    return new Step.GiveUp(verdict(refusal));
  }

  private Step elsewhere(Refusal refusal) {
    boolean directoryIsOld =
        refusal.code() == RefusalCode.RULE_CHANGED
            || (refusal.code() == RefusalCode.NOT_HOME && refusal.endpoint().isEmpty());
    if (directoryIsOld) {
      if (fetched) {
        return giveUp(refusal);
      }
      fetched = true;
      return new Step.FetchDirectory(asked, refusal);
    }
    if (refusal.code() == RefusalCode.NOT_TRUSTED) {
      // No pause makes a certificate right; but another server may have another.
      return nextUntried().map(this::ask).orElseGet(() -> giveUp(refusal));
    }
    if (refusal.endpoint().isEmpty()) {
      return nextOrPause(refusal);
    }
    if (redirectsThisRound == limits.redirectsMax()) {
      return pause(asked, refusal);
    }
    redirectsThisRound++;
    return ask(refusal.endpoint().get());
  }

  private Step later(Refusal refusal) {
    return switch (refusal.code()) {
      // Another replica may be reachable, be ready, or know the leader.
      case HOME_UNREACHABLE, NOT_READY, NO_LEADER, NOT_CONFIRMED -> nextOrPause(refusal);
      default -> pause(asked, refusal);
    };
  }

  private Step nextOrPause(Refusal refusal) {
    Optional<Endpoint> untried = nextUntried();
    if (untried.isPresent()) {
      return ask(untried.get());
    }
    position = (position + 1) % candidates.size();
    return pause(candidates.get(position), refusal);
  }

  private Optional<Endpoint> nextUntried() {
    for (int i = 1; i <= candidates.size(); i++) {
      int next = (position + i) % candidates.size();
      if (!triedThisRound.contains(candidates.get(next).node())) {
        position = next;
        return Optional.of(candidates.get(next));
      }
    }
    return Optional.empty();
  }

  private Step pause(Endpoint then, Refusal refusal) {
    if (pauses == limits.pausesMax()) {
      return giveUp(refusal);
    }
    long ours = limits.pause(pauses).toNanos();
    Duration pause = Duration.ofNanos((long) (ours * (0.5 + jitter.getAsDouble() / 2)));
    pauses++;
    beginRound();
    mark(then);
    boolean theirs = refusal.retryAfter().compareTo(pause) > 0;
    return new Step.AskLater(then, theirs ? refusal.retryAfter() : pause, refusal);
  }

  private void beginRound() {
    triedThisRound.clear();
    redirectsThisRound = 0;
  }

  private Step ask(Endpoint server) {
    mark(server);
    return new Step.Ask(server);
  }

  private void mark(Endpoint server) {
    asked = server;
    triedThisRound.add(server.node());
  }
}
