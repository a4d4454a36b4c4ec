package dev.isochrone.client;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.client.course.Course;
import dev.isochrone.client.session.Sessions;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.wire.StreamOpening;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.Conversation;
import dev.isochrone.wire.grpc.Conversations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Where requests are carried out: what they share, and the thread that waits for them. Nothing here
 * blocks, but {@link #admit(TimeLimit)}. Any thread.
 */
final class Dispatcher implements AutoCloseable {
  private final ClientConfig config;
  private final Channels channels;
  private final Conversations<Operations> conversations;
  private final Directories directories;
  private final Ticker ticker;
  private final Sessions sessions;
  private final Optional<Sessions> sessionsWanted;
  private final Semaphore inFlight;
  private final RequestIds requestIds = new RequestIds();
  private final IntSupplier turns = new AtomicInteger()::getAndIncrement;
  private final ScheduledThreadPoolExecutor timer;
  private volatile boolean closed;

  /**
   * Errands that pause; none of them is lost when the client closes. Bounded by those in flight.
   */
  private final Set<Errand<?>> pausing = ConcurrentHashMap.newKeySet();

  private Dispatcher(
      ClientConfig config, Channels channels, Directories directories, Ticker ticker) {
    this.config = config;
    this.channels = channels;
    this.conversations =
        Conversations.ofClient(
            channels,
            new StreamOpening(config.region(), /* noForward= */ true, requestIds.name()).toProto());
    this.directories = directories;
    this.ticker = ticker;
    this.inFlight = new Semaphore(config.inFlightMax());
    this.timer = new ScheduledThreadPoolExecutor(/* corePoolSize= */ 1, Dispatcher::timerThread);
    timer.setRemoveOnCancelPolicy(true);
    this.sessions = new Sessions(this::openSession, this::after);
    this.sessionsWanted = config.sessions() ? Optional.of(sessions) : Optional.empty();
  }

  /** Takes over the channels and the directories, which its close closes. */
  static Dispatcher start(
      ClientConfig config, Channels channels, Directories directories, Ticker ticker) {
    return new Dispatcher(config, channels, directories, ticker);
  }

  /** Whether one more request may be in flight; {@link #carryOut} makes it leave again. */
  boolean admit() {
    return inFlight.tryAcquire();
  }

  /** The same, waiting for its turn within the limit. */
  boolean admit(TimeLimit limit) throws InterruptedException {
    return inFlight.tryAcquire(limit.leftNanos(), TimeUnit.NANOSECONDS);
  }

  /** Carries out a request that was admitted; the future ends within the limit. */
  <V> CompletableFuture<V> carryOut(Question<V> question, TimeLimit limit) {
    return Errand.begin(this, question, limit);
  }

  /** A request has ended, and its caller is about to learn it. */
  void ended() {
    inFlight.release();
  }

  Channels channels() {
    return channels;
  }

  Conversation<Operations> conversation(Endpoint server) {
    return conversations.to(server);
  }

  Directories directories() {
    return directories;
  }

  /** Empty if the caller wants none. */
  Optional<Sessions> sessions() {
    return sessionsWanted;
  }

  Optional<Region> callerRegion() {
    return config.region();
  }

  RequestIds requestIds() {
    return requestIds;
  }

  int nextTurn() {
    return turns.getAsInt();
  }

  /** Who is first among equals; counts up with each time that it is asked. */
  IntSupplier turns() {
    return turns;
  }

  TimeLimit limit(Duration timeout) {
    return TimeLimit.in(timeout, ticker);
  }

  /** Goes on with an errand after a pause, or ends it if the client closes before. */
  void pause(Errand<?> errand, Duration pause, Runnable then) {
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

  /**
   * A course among these servers. Here chance comes in, for the jitter of all requests.
   *
   * @param repeatable whether a second attempt takes effect only if no earlier one did
   */
  Course course(List<Endpoint> candidates, boolean repeatable) {
    return Course.among(candidates, repeatable, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Runs a task later, unless the client closes before; false if it has closed already. */
  boolean after(Duration delay, Runnable task) {
    try {
      var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException alreadyClosed) {
      return false;
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    channels.close();
    pausing.forEach(Errand::abandon);
    sessions.close();
    directories.close();
  }

  private CompletableFuture<SessionOpening> openSession() {
    List<Address> servers =
        directories.routes().nodes(nextTurn()).stream().map(Address::of).toList();
    return new Inquiry<>(
            channels,
            DataGrpc.getOpenSessionMethod(),
            RequestWire.toOpenSession(
                new RequestHeader(
                    requestIds.get(), config.region(), /* noForward= */ true, Optional.empty())),
            AnswerWire::fromProto,
            limit(config.timeout()))
        .ask(servers);
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "isochrone-client-timer");
    thread.setDaemon(true);
    return thread;
  }
}
