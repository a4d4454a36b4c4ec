package dev.isochrone.zone.watch;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges from looks at a replica whether it still moves: pure, and told the time.
 *
 * <p>A leader is <b>stuck</b> if for long enough it led one term, had work at each look, and
 * neither its committed nor its applied index moved. Work is a proposal without outcome, an entry
 * committed and not applied, or a term in which it does not serve yet. A leader without majority is
 * no case of it: it steps down by itself, in far less.
 *
 * <p>A follower is <b>behind</b> if it hears a leader and was told of a committed index above what
 * it has applied, and applies nothing. It sees this itself where it takes the leader's messages; a
 * leader sees it of followers that answer and whose committed index stays below its own. One that
 * is cut off, or takes over a state, is neither.
 *
 * <p>Looks that come too late say that this process was stopped, and everything before is void: the
 * replica had no chance to move. One thread.
 */
final class PartitionWatch {
  /** What moves on a leader, if anything does. */
  private record Progress(long term, long committed, long applied) {}

  private final MemberId self;
  private final WatchLimits limits;

  private Standstill<Boolean> stopped = new Standstill<>();
  private Standstill<Progress> leading = new Standstill<>();
  private Standstill<Long> following = new Standstill<>();
  private Map<MemberId, Standstill<Long>> followers = new HashMap<>();
  private @Nullable Long lastLook;

  PartitionWatch(MemberId self, WatchLimits limits) {
    this.self = self;
    this.limits = limits;
  }

  /**
   * One look.
   *
   * @param nanos of a clock that never goes back
   */
  Finding look(long nanos, Sighting seen) {
    if (lastLook != null && nanos - lastLook > limits.gapMax().toNanos()) {
      forget();
    }
    lastLook = nanos;
    Standing standing = seen.standing();
    long dead = stopped.lasted(nanos, standing.alive() ? null : Boolean.TRUE);
    long idle = leading.lasted(nanos, workOf(seen));
    SortedMap<MemberId, Duration> behind = behind(nanos, standing);
    if (dead >= limits.stoppedMax().toNanos()) {
      return new Finding.Stuck(Finding.Cause.STOPPED, Duration.ofNanos(dead));
    }
    if (idle >= limits.stuckMax().toNanos()) {
      return new Finding.Stuck(Finding.Cause.NO_PROGRESS, Duration.ofNanos(idle));
    }
    return behind.isEmpty() ? new Finding.Fine() : new Finding.Behind(behind);
  }

  private void forget() {
    stopped = new Standstill<>();
    leading = new Standstill<>();
    following = new Standstill<>();
    followers = new HashMap<>();
  }

  private static @Nullable Progress workOf(Sighting seen) {
    Standing standing = seen.standing();
    boolean work = seen.proposing() || !seen.serves() || standing.applied() < standing.committed();
    return work && standing.role() instanceof Standing.Leads
        ? new Progress(standing.term(), standing.committed(), standing.applied())
        : null;
  }

  private SortedMap<MemberId, Duration> behind(long nanos, Standing standing) {
    SortedMap<MemberId, Duration> behind = new TreeMap<>();
    note(behind, self, following.lasted(nanos, ownMark(standing)));
    SortedMap<MemberId, Long> answering =
        standing.role() instanceof Standing.Leads leads ? leads.followers() : new TreeMap<>();
    followers.keySet().retainAll(answering.keySet());
    answering.forEach(
        (member, at) -> {
          Standstill<Long> still = followers.computeIfAbsent(member, m -> new Standstill<>());
          note(behind, member, still.lasted(nanos, at < standing.committed() ? at : null));
        });
    return behind;
  }

  private static @Nullable Long ownMark(Standing standing) {
    return standing.role() instanceof Standing.Follows follows
            && standing.applied() < follows.told()
        ? standing.applied()
        : null;
  }

  private void note(SortedMap<MemberId, Duration> behind, MemberId member, long nanos) {
    if (nanos >= limits.behindMax().toNanos()) {
      behind.put(member, Duration.ofNanos(nanos));
    }
  }
}
