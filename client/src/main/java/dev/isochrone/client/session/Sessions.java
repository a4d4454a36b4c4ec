package dev.isochrone.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.SessionStep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session in which the client's writes stand. It is opened at the first write, and another one
 * after servers have ended it; writes wait for it within their limits, and likewise while its
 * window is full. Where servers know no sessions, writes go without.
 *
 * <p>Those that wait are as many as the client has in flight at most. Any thread; nothing is told
 * under the lock.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** Between two attempts to open a session, while somebody waits for it. */
  private static final Duration OPEN_AGAIN = Duration.ofMillis(100);

  /** How late a write that waits may learn that its time is over. */
  private static final Duration SWEEP = Duration.ofMillis(20);

  private final Supplier<CompletableFuture<SessionOpening>> opener;
  private final Timer timer;
  private final Object lock = new Object();

  private volatile @Nullable SessionLedger current;
  private volatile boolean unknownToServers;

  @GuardedBy("lock") private final Queue<Entrant> waiting = new ArrayDeque<>();

  @GuardedBy("lock") private boolean opening;

  @GuardedBy("lock") private boolean sweeping;

  @GuardedBy("lock") private Refusal whyWaiting = full();

  /**
   * No session yet.
   *
   * @param opener asks servers for a session; its future ends within a time of its own
   */
  public Sessions(Supplier<CompletableFuture<SessionOpening>> opener, Timer timer) {
    this.opener = opener;
    this.timer = timer;
  }

  /** Runs what has to wait. */
  @FunctionalInterface
  public interface Timer {
    /** False if the task will never run, since all is closed. */
    boolean after(Duration delay, Runnable task);
  }

  /** A write that wants a place; one of the two is told, once. */
  public interface Entrant {
    TimeLimit limit();

    /**
     * It has its place, or none because servers know no sessions.
     *
     * @param place to be given back by {@link #leave}
     */
    void entered(@Nullable Place place);

    /** There is none, and it never left. */
    void turnedAway(Refusal refusal);
  }

  /** A write's place in a session. */
  public static final class Place {
    private final SessionLedger ledger;
    private final SessionStep step;

    private Place(SessionLedger ledger, SessionStep step) {
      this.ledger = ledger;
      this.step = step;
    }

    /** What the write says of it to servers. */
    public SessionStep step() {
      return step;
    }
  }

  /** Gives a write its place, now or later. */
  public void enter(Entrant write) {
    Place place = tryEnter();
    if (place != null || unknownToServers) {
      write.entered(place);
      return;
    }
    boolean open;
    boolean sweep;
    synchronized (lock) {
      waiting.add(write);
      open = current == null && !opening;
      opening |= open;
      sweep = !sweeping;
      sweeping = true;
    }
    if (open) {
      open();
    }
    if (sweep) {
      sweepLater();
    }
    admit(); // What made it wait may be over by now.
  }

  /** The write's outcome was told, and it will not be sent again. */
  public void leave(Place place) {
    if (place.ledger.done(place.step.sequence())) {
      admit();
    }
  }

  /** Servers have ended the session of this place; the next write opens another. */
  public void ended(Place place) {
    synchronized (lock) {
      if (current == place.ledger) {
        current = null;
      }
    }
  }

  /** Turns away all that wait. */
  public void close() {
    turnAway(entrant -> true, closed());
  }

  private @Nullable Place tryEnter() {
    SessionLedger ledger = current;
    SessionStep step = ledger == null ? null : ledger.begin();
    return ledger == null || step == null ? null : new Place(ledger, step);
  }

  private void open() {
    var unused =
        opener
            .get()
            .whenComplete(
                (session, failure) -> {
                  if (failure == null) {
                    opened(new SessionLedger(session.session(), session.opened()));
                  } else {
                    failed(
                        failure instanceof RefusedException refused ? refused.refusal() : closed());
                  }
                });
  }

  private void opened(SessionLedger ledger) {
    synchronized (lock) {
      opening = false;
      whyWaiting = full();
      current = ledger;
    }
    admit();
  }

  private void failed(Refusal refusal) {
    boolean again = refusal.kind() == RefusalKind.LATER || refusal.kind() == RefusalKind.ELSEWHERE;
    if (again && timer.after(OPEN_AGAIN, this::openAgain)) {
      synchronized (lock) {
        whyWaiting = refusal;
      }
      return;
    }
    synchronized (lock) {
      opening = false;
    }
    if (refusal.code() == RefusalCode.NOT_SUPPORTED) {
      LOG.info("the servers know no sessions: writes whose outcome is unknown are not repeated");
      unknownToServers = true;
      admit();
    } else {
      turnAway(entrant -> true, refusal);
    }
  }

  private void openAgain() {
    boolean wanted;
    synchronized (lock) {
      wanted = !waiting.isEmpty();
      opening = wanted;
    }
    if (wanted) {
      open();
    }
  }

  private void admit() {
    while (true) {
      Entrant next;
      Place place;
      synchronized (lock) {
        place = waiting.isEmpty() || unknownToServers ? null : tryEnter();
        next = place != null || unknownToServers ? waiting.poll() : null;
      }
      if (next == null) {
        return;
      }
      next.entered(place);
    }
  }

  private void sweepLater() {
    if (!timer.after(SWEEP, this::sweep)) {
      synchronized (lock) {
        sweeping = false;
      }
      close();
    }
  }

  private void sweep() {
    Refusal why;
    boolean again;
    synchronized (lock) {
      why = whyWaiting;
    }
    turnAway(entrant -> entrant.limit().isOver(), why);
    synchronized (lock) {
      again = !waiting.isEmpty();
      sweeping = again;
    }
    if (again) {
      sweepLater();
    }
  }

  private void turnAway(Predicate<Entrant> which, Refusal why) {
    List<Entrant> turned = new ArrayList<>();
    synchronized (lock) {
      for (Iterator<Entrant> each = waiting.iterator(); each.hasNext(); ) {
        Entrant entrant = each.next();
        if (which.test(entrant)) {
          each.remove();
          turned.add(entrant);
        }
      }
    }
    turned.forEach(entrant -> entrant.turnedAway(why));
  }

  private static Refusal closed() {
    return Refusal.later(
        RefusalCode.NOT_READY, "the client closed before it was sent", Duration.ZERO);
  }

  private static Refusal full() {
    return Refusal.later(
        RefusalCode.OVERLOADED,
        "the session has " + SessionLedger.WINDOW + " writes above its lowest unanswered one",
        Duration.ZERO);
  }
}
