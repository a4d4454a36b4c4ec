package dev.isochrone.zone.scan;

import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.memory.StoreSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The scans of a node: where each can be served, who leads for the strong ones, and the few threads
 * on which all of them read. Any thread; nothing here waits, but what is given to {@link #execute}
 * may.
 */
public final class Scans implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);
  private static final long CLOSE_SECONDS = 5;

  /** The most tasks of others that wait or run here. */
  private static final int LENT_MAX = 8;

  private final Surroundings node;
  private final ScanLimits limits;
  private final ScanPlaces places;
  private final Semaphore vacant;
  private final Semaphore lent = new Semaphore(LENT_MAX);
  private final ThreadPoolExecutor threads;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What scans stand on. */
  public record Surroundings(
      Gateway.Here here,
      Gateway gateway,
      Gateway.Replicas replicas,
      HybridClock clock,
      Ticker ticker) {}

  /** A scan's end that is not its reader's: told once. */
  private record Open(TimeLimit age, Consumer<Refusal> onEnd) {}

  private Scans(Surroundings node, ScanLimits limits, ThreadPoolExecutor threads) {
    this.node = node;
    this.limits = limits;
    this.places = new ScanPlaces(node);
    this.vacant = new Semaphore(limits.openMax());
    this.threads = threads;
  }

  /** Starts the threads {@code scan-NODE-1} and so on, each when it is first needed. */
  public static Scans start(Surroundings node, ScanLimits limits) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            1,
            TimeUnit.MINUTES,
            // Each open scan has one task at most, and another one to close it.
            new ArrayBlockingQueue<>(2 * limits.openMax() + LENT_MAX),
            task -> {
              Thread thread =
                  new Thread(task, "scan-" + node.here().node() + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return new Scans(node, limits, threads);
  }

  /**
   * Opens a scan, on one of the threads here.
   *
   * @param onEnd told once, on any thread, when the scan must end though its reader goes on: it is
   *     too old, or the node stops. Whoever holds the scan then closes it
   * @return the scan, to be closed by who gets it; never completes exceptionally
   */
  public CompletableFuture<Outcome<Scan>> open(ScanRequest request, Consumer<Refusal> onEnd) {
    Outcome<LocatedScan> located = places.locate(request);
    if (located instanceof Outcome.Refused<LocatedScan> refused) {
      return CompletableFuture.completedFuture(refused.as());
    }
    LocatedScan scan = ((Outcome.Done<LocatedScan>) located).value();
    Outcome<PartitionReplica> replica = places.replica(scan);
    if (replica instanceof Outcome.Refused<PartitionReplica> refused) {
      return CompletableFuture.completedFuture(refused.as());
    }
    if (!vacant.tryAcquire()) {
      return CompletableFuture.completedFuture(Outcome.refused(tooMany()));
    }
    return open(scan, ((Outcome.Done<PartitionReplica>) replica).value(), onEnd);
  }

  private CompletableFuture<Outcome<Scan>> open(
      LocatedScan scan, PartitionReplica replica, Consumer<Refusal> onEnd) {
    CompletableFuture<Optional<Refusal>> allowed =
        scan.isConfirmed()
            ? replica.confirm(Consistency.STRONG)
            : CompletableFuture.completedFuture(Optional.empty());
    CompletableFuture<Outcome<Scan>> opened = new CompletableFuture<>();
    var unused =
        allowed.whenComplete(
            (refusal, fault) -> {
              boolean goesOn =
                  fault == null
                      && refusal.isEmpty()
                      && execute(() -> opened.complete(read(scan, replica, onEnd)));
              if (!goesOn) {
                vacant.release();
                opened.complete(
                    Outcome.refused(
                        fault == null ? refusal.orElseGet(Scans::stopping) : stopping()));
              }
            });
    return opened;
  }

  private Outcome<Scan> read(
      LocatedScan located, PartitionReplica replica, Consumer<Refusal> onEnd) {
    Open entry = new Open(TimeLimit.in(limits.ageMax(), node.ticker()), onEnd);
    Scan.Opened first = null;
    try {
      first = stretch(located, replica);
      Scan scan =
          new Scan(
              subject(located),
              first,
              slot -> onward(located.at(places.layout(), slot)),
              () -> {
                open.remove(entry);
                vacant.release();
              });
      open.add(entry);
      if (closed.get()) {
        scan.close(); // The close that came between may have missed it.
        return Outcome.refused(stopping());
      }
      return Outcome.done(scan);
    } catch (StoreException unreadable) {
      if (first != null) {
        first.snapshot().close();
      }
      vacant.release();
      return Outcome.refused(Scan.refusal(unreadable));
    }
  }

  /** One that has no confirmation to wait for, as none has that comes to several partitions. */
  private Outcome<Scan.Opened> onward(LocatedScan located) {
    return places.replica(located).map(replica -> stretch(located, replica));
  }

  private Scan.Opened stretch(LocatedScan located, PartitionReplica replica) {
    // Taken first: what arrives between the two only makes the rows newer than said.
    Optional<Duration> staleness = places.staleness(located, replica);
    StoreSnapshot snapshot = replica.store().snapshot();
    return new Scan.Opened(
        located.stretch(),
        places.header(located, snapshot.ledger().time().last(), staleness),
        snapshot);
  }

  private Scan.Subject subject(LocatedScan located) {
    ScanRequest request = located.request();
    return new Scan.Subject(
        located.table().id(),
        located.table().placement().locality().isHomed(),
        request.range(),
        located.place(),
        request.amount().rows() == 0 ? Long.MAX_VALUE : request.amount().rows(),
        limits.inPagesOf(request.amount().pageRows()));
  }

  /** Runs what may block on one of the threads here; false if the node stops. */
  public boolean execute(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException stopped) {
      return false;
    }
  }

  /**
   * Runs what is no scan and may block as well, but never in the way of scans: false if too many of
   * its like wait, or the node stops.
   */
  public boolean lend(Runnable task) {
    if (!lent.tryAcquire()) {
      return false;
    }
    boolean goesOn =
        execute(
            () -> {
              try {
                task.run();
              } finally {
                lent.release();
              }
            });
    if (!goesOn) {
      lent.release();
    }
    return goesOn;
  }

  /** To be called now and then: ends scans that are too old. */
  public void tick() {
    open.forEach(
        scan -> {
          if (scan.age().isOver() && open.remove(scan)) {
            scan.onEnd().accept(tooOld());
          }
        });
  }

  /** How many scans are open or being opened. */
  public int openNow() {
    return limits.openMax() - vacant.availablePermits();
  }

  /** Ends all scans, and takes no more. Waits for pages that are being read. */
  @Override
  public void close() {
    closed.set(true);
    open.forEach(
        scan -> {
          if (open.remove(scan)) {
            scan.onEnd().accept(stopping());
          }
        });
    threads.shutdown();
    try {
      boolean unused = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private Refusal tooMany() {
    return Refusal.later(
        RefusalCode.OVERLOADED,
        limits.openMax() + " scans are open on this node, and it takes no more",
        RETRY_AFTER);
  }

  private Refusal tooOld() {
    return Refusal.later(
        RefusalCode.OVERLOADED,
        "the scan was open for "
            + limits.ageMax().toSeconds()
            + " s; go on with the last page's token",
        Duration.ZERO);
  }

  private static Refusal stopping() {
    return Refusal.later(RefusalCode.NOT_READY, "the node is stopping", RETRY_AFTER);
  }
}
