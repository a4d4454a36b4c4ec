package dev.isochrone.client;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Region;
import dev.isochrone.wire.grpc.Channels;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where requests are carried out: what they share, and the thread that waits for them. Nothing here
 * blocks. Any thread.
 */
final class Dispatcher implements AutoCloseable {
  private final Channels channels;
  private final Directories directories;
  private final Ticker ticker;
  private final Optional<Region> callerRegion;
  private final Region near;
  private final Leaders leaders = new Leaders();
  private final RequestIds requestIds = new RequestIds();
  private final AtomicInteger turns = new AtomicInteger();
  private final ScheduledThreadPoolExecutor timer;

  /**
   * Errands that pause; none of them is lost when the client closes. Bounded by those in flight.
   */
  private final Set<Errand<?, ?, ?>> pausing = ConcurrentHashMap.newKeySet();

  private Dispatcher(
      Channels channels,
      Directories directories,
      Ticker ticker,
      Optional<Region> callerRegion,
      Region near) {
    this.channels = channels;
    this.directories = directories;
    this.ticker = ticker;
    this.callerRegion = callerRegion;
    this.near = near;
    this.timer = new ScheduledThreadPoolExecutor(/* corePoolSize= */ 1, Dispatcher::timerThread);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Takes over the channels, which its close closes.
   *
   * @param callerRegion where the caller says it is
   * @param near where reads that any replica may serve go first
   */
  static Dispatcher start(
      Channels channels,
      Directories directories,
      Ticker ticker,
      Optional<Region> callerRegion,
      Region near) {
    return new Dispatcher(channels, directories, ticker, callerRegion, near);
  }

  /** Carries out a request; the future ends within the limit. */
  <V> CompletableFuture<V> carryOut(Question<?, ?, V> question, TimeLimit limit) {
    return Errand.begin(this, question, limit);
  }

  Channels channels() {
    return channels;
  }

  Directories directories() {
    return directories;
  }

  Leaders leaders() {
    return leaders;
  }

  Optional<Region> callerRegion() {
    return callerRegion;
  }

  Region near() {
    return near;
  }

  String nextRequestId() {
    return requestIds.get();
  }

  int nextTurn() {
    return turns.getAndIncrement();
  }

  TimeLimit limit(Duration timeout) {
    return TimeLimit.in(timeout, ticker);
  }

  /** Goes on with an errand after a pause, or ends it if the client closes before. */
  void pause(Errand<?, ?, ?> errand, Duration pause, Runnable then) {
    pausing.add(errand);
    Runnable goOn =
        () -> {
          pausing.remove(errand);
          then.run();
        };
    if (!after(pause, goOn)) {
      pausing.remove(errand);
      errand.abandon();
    }
  }

  /** Runs a task later, unless the client closes before; false if it has closed already. */
  boolean after(Duration delay, Runnable task) {
    try {
      var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    channels.close();
    pausing.forEach(Errand::abandon);
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "isochrone-client-timer");
    thread.setDaemon(true);
    return thread;
  }
}
