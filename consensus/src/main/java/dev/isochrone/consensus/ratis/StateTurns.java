package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.leadership.AppliedWaiters;
import dev.isochrone.consensus.leadership.LeadershipQuestions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the state its calls one at a time: apply, leadership, install. Ratis calls on several
 * threads, some of them under locks under which nothing may wait; those are taken over by one
 * thread aside.
 *
 * <p>Invariants: {@code reached} grows by one entry at a time, or by an install; after a fault the
 * state is called no more.
 */
final class StateTurns<P extends Proposal> {
  private static final Logger LOG = LoggerFactory.getLogger(StateTurns.class);

  /** A loss and an install can wait at once, and Ratis has no more than one install under way. */
  private static final int ASIDE_MAX = 4;

  private final GroupId group;
  private final ReplicatedState<P> state;
  private final Surroundings surroundings;
  private final LongSupplier currentTerm;
  private final LeadershipQuestions questions;
  private final AppliedWaiters waiters;
  private final Submissions<P> submissions;

  private final Reign reign = new Reign();
  private final ThreadPoolExecutor aside;
  private final AtomicBoolean lossWaits = new AtomicBoolean();
  private final AtomicBoolean faultTold = new AtomicBoolean();
  private volatile boolean closing;
  private volatile boolean installing;
  private volatile @Nullable Throwable fault;

  private final Object turn = new Object();
  private LogPosition reached; // guarded by turn

  StateTurns(
      GroupId group,
      ReplicatedState<P> state,
      Surroundings surroundings,
      LongSupplier currentTerm,
      LeadershipQuestions questions,
      AppliedWaiters waiters,
      Submissions<P> submissions) {
    this.group = group;
    this.state = state;
    this.surroundings = surroundings;
    this.currentTerm = currentTerm;
    this.questions = questions;
    this.waiters = waiters;
    this.submissions = submissions;
    this.reached = state.durableUpTo();
    this.aside =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(ASIDE_MAX),
            r -> daemon("turns", r));
  }

  /** Whether this member may propose and answer. Any thread. */
  boolean serves() {
    return reign.serves() && !over();
  }

  /** Whether this member is stopped, or about to be. Any thread. */
  boolean over() {
    return closing || fault != null;
  }

  // The log. On Ratis' updater.

  /** A throw makes Ratis close this member, which ends in {@link #stopped}. */
  void apply(LogPosition position, ByteBuffer entry, @Nullable P proposal) {
    synchronized (turn) {
      if (closing && fault != null) {
        return; // closing ends only once Ratis went through what is committed; the state is out
      }
      try {
        step(position, entry, proposal);
      } catch (RuntimeException | Error e) {
        failed(e);
        if (!closing) {
          throw e;
        }
        return;
      }
    }
    waiters.advance(position.index());
  }

  private void step(LogPosition position, ByteBuffer entry, @Nullable P proposal) {
    if (!position.isAfter(reached)) {
      return; // in the state since an install
    }
    if (fault != null || position.index() != reached.index() + 1) {
      throw new IllegalStateException(position + " after " + reached, fault);
    }
    state.apply(position, entry, proposal);
    reached = position;
  }

  /** An entry that is none of the state's. */
  void passed(LogPosition position) {
    synchronized (turn) {
      reached = position.isAfter(reached) ? position : reached;
    }
    waiters.advance(position.index());
  }

  // Leadership.

  /** Under the server's lock. */
  void elected() {
    reign.elected(currentTerm.getAsLong());
  }

  /** On Ratis' updater, right after the term's first entry. */
  void ready(long term) {
    synchronized (turn) {
      retract();
      if (fault == null && reign.announce(term)) {
        if (reign.serve(term)) {
          questions.leads(term);
        }
        tell(term, true); // Last: what it is told of, it may do from inside of the call.
      }
    }
  }

  private void tell(long term, boolean leads) {
    try {
      state.leadership(term, leads);
    } catch (RuntimeException | Error e) {
      fault(e);
    }
  }

  /** Under the server's lock: stops the serving at once, and tells the state aside. */
  void lost() {
    reign.lost();
    if (lossWaits.compareAndSet(false, true)) {
      try {
        aside.execute(this::tellLoss);
      } catch (RejectedExecutionException closed) {
        lossWaits.set(false); // close tells it
      }
    }
  }

  private void tellLoss() {
    lossWaits.set(false);
    synchronized (turn) {
      retract();
    }
  }

  private void retract() {
    long term = reign.retract();
    if (term != 0) {
      questions.lost(term);
      if (fault == null) {
        tell(term, false);
      }
    }
  }

  // Install.

  /** Empty if there is nothing to be had now: the leader asks again. */
  CompletableFuture<Optional<LogPosition>> install(MemberId leader) {
    CompletableFuture<Optional<LogPosition>> installed = new CompletableFuture<>();
    try {
      aside.execute(
          () -> {
            try {
              installed.complete(installFrom(leader));
            } catch (RuntimeException | Error e) {
              installed.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      installed.complete(Optional.empty());
    }
    return installed;
  }

  /** Whether a state is being taken over; what is applied stands still meanwhile. Any thread. */
  boolean installs() {
    return installing;
  }

  private Optional<LogPosition> installFrom(MemberId leader) {
    installing = true;
    try {
      return fetchAndInstall(leader);
    } finally {
      installing = false;
    }
  }

  private Optional<LogPosition> fetchAndInstall(MemberId leader) {
    StateSource source;
    try {
      source = surroundings.transfer().from(leader);
    } catch (IOException e) {
      LOG.warn("{}: no state to be had from {}", group, leader, e);
      return Optional.empty();
    }
    try {
      return install(source);
    } finally {
      try {
        source.close();
      } catch (IOException e) {
        LOG.warn("{}: the source of an installed state did not close", group, e);
      }
    }
  }

  private Optional<LogPosition> install(StateSource source) {
    LogPosition position = source.position();
    synchronized (turn) {
      if (fault != null || !position.isAfter(reached)) {
        return Optional.empty();
      }
      try {
        state.install(source);
      } catch (IOException | RuntimeException | Error e) {
        fault(e);
        return Optional.empty();
      }
      reached = position;
    }
    LOG.info("{}: installed the state at {}", group, position);
    waiters.advance(position.index());
    return Optional.of(position);
  }

  // The end.

  /** From here on a stop is wanted, and is no fault. */
  void closing() {
    closing = true;
    questions.lost(Long.MAX_VALUE);
  }

  /** After Ratis let go of this member: ends the thread aside, and what still waits. */
  void closed() {
    submissions.close("closed");
    waiters.close();
    aside.shutdownNow();
    try {
      if (!aside.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("{}: an install did not stop when asked to", group);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tellLoss();
  }

  /** Ratis stopped this member: on our wish, after a fault, or by itself. */
  void stopped() {
    if (!closing && fault == null) {
      failed(new IllegalStateException("the member was stopped from below"));
    }
    if (fault != null) {
      tellFault();
    }
  }

  /** Something broke that Ratis goes on after. */
  void fault(Throwable cause) {
    failed(cause);
    tellFault();
  }

  private void failed(Throwable cause) {
    if (fault == null) {
      fault = cause;
      LOG.error("{}: this member stops", group, cause);
    }
    questions.lost(Long.MAX_VALUE);
    submissions.close("this member stopped");
    waiters.close();
  }

  private void tellFault() {
    Throwable cause = fault;
    if (cause != null && faultTold.compareAndSet(false, true)) {
      daemon("fault", () -> surroundings.faults().stopped(group, cause)).start();
    }
  }

  private Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name + "-" + group);
    thread.setDaemon(true);
    return thread;
  }
}
