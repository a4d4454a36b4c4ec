package dev.isochrone.zone.membership;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.server.Undo;
import dev.isochrone.server.directory.ControllerRoll;
import dev.isochrone.server.directory.ControllerSource;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.server.directory.DirectoryCache;
import dev.isochrone.server.directory.DirectoryCopy;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.zone.disk.DataDirectory;
import dev.isochrone.zone.grpc.Registrar;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's place in a cluster that has controllers: it reports itself to those of its region until
 * one has taken it, and keeps the newest directory that they give. Where its disk has one already,
 * it needs neither to begin with: the region goes on without its controllers.
 *
 * <p>Any thread may ask; nothing waits but {@link #await}.
 */
public final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration REPORT_AGAIN = Duration.ofMillis(500);
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);
  private static final Duration ROLL_AGAIN = Duration.ofSeconds(2);

  /**
   * Who reports: a node of this region, with its endpoint for Raft.
   *
   * @param tls by which it is known to controllers, if they speak TLS
   */
  public record Self(Region region, NodeEntry node, Optional<Credentials> tls) {}

  private final Controllers controllers;
  private final Channels channels;
  private final ScheduledExecutorService thread;
  private final Consumer<Throwable> faults;
  private final Registrar.Report report;

  private final DirectoryCache cache;
  private final ControllerRoll roll;

  /** The first directory that this node has; it fails with what keeps it from having one. */
  private final CompletableFuture<Directory> first;

  /** Said once for each reason, not at every attempt. */
  private String lastTrouble = "";

  /** What it asks, and what it has been told. */
  private record Asking(
      Controllers controllers,
      Channels channels,
      DirectoryCache cache,
      ControllerRoll roll,
      CompletableFuture<Directory> first) {}

  private Membership(Registrar.Report report, Asking asking, Consumer<Throwable> faults) {
    this.report = report;
    this.controllers = asking.controllers();
    this.channels = asking.channels();
    this.cache = asking.cache();
    this.roll = asking.roll();
    this.first = asking.first();
    this.faults = faults;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "membership-" + report.node().id());
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Begins to report and to ask.
   *
   * @param join controllers of the node's region, their ports for servers; at least one
   * @param faults told if the node can't be what it says it is: its id belongs to another disk, or
   *     the controllers are another cluster's or region's. On any thread
   * @throws IOException the copy of the directory can't be read
   */
  public static Membership open(
      DataDirectory data, Self self, List<Address> join, Ticker ticker, Consumer<Throwable> faults)
      throws IOException {
    try (Undo undo = new Undo()) {
      Channels channels = Channels.open(ChannelConfig.DEFAULT, ticker, self.tls());
      undo.push(channels);
      Controllers controllers = new Controllers(channels, join);
      CompletableFuture<Directory> first = new CompletableFuture<>();
      Consumer<DirectoryCopy> told = copy -> first.complete(copy.directory());
      DirectoryCache cache =
          DirectoryCache.open(
              data.directoryCopy(),
              new ControllerSource(controllers, data.cluster()),
              ASK_AGAIN,
              told);
      cache.newest().ifPresent(told);
      Membership opened =
          new Membership(
              new Registrar.Report(self.region(), self.node(), data.instance(), data.cluster()),
              new Asking(
                  controllers, channels, cache, new ControllerRoll(controllers, ticker), first),
              faults);
      opened.thread.execute(opened::reportOnce);
      opened.callTheRoll();
      undo.forget();
      return opened;
    }
  }

  /**
   * The first directory that this node has: that on its disk, or else the first that it is given.
   *
   * @throws RefusedException there will be none, since the controllers refuse this node; or this
   *     membership was closed
   */
  public Directory await() throws InterruptedException, RefusedException {
    try {
      return first.get();
    } catch (ExecutionException none) {
      if (none.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw new AssertionError(none.getCause());
    }
  }

  /**
   * The newest directory that this node was given.
   *
   * @throws IllegalStateException before it was given one
   */
  public Directory now() {
    return cache
        .newest()
        .map(DirectoryCopy::directory)
        .orElseThrow(() -> new IllegalStateException("no directory yet"));
  }

  /** The controllers of this node's region. */
  public Controllers controllers() {
    return controllers;
  }

  /** Who of them answers. */
  public ControllerRoll roll() {
    return roll;
  }

  private void callTheRoll() {
    long nanos = ROLL_AGAIN.toNanos();
    var unused = thread.scheduleWithFixedDelay(roll::call, 0, nanos, TimeUnit.NANOSECONDS);
  }

  private void reportOnce() {
    var unused =
        new Registrar(controllers)
            .register(report)
            .thenAccept(
                outcome -> {
                  try {
                    thread.execute(() -> reported(outcome));
                  } catch (RejectedExecutionException closed) {
                    // Nobody waits for it any more.
                  }
                });
  }

  private void reported(Outcome<ClusterId> outcome) {
    if (outcome instanceof Outcome.Refused<ClusterId> refused) {
      refused(refused.refusal());
    } else {
      LOG.info("{} is registered in {}", report.node().id(), report.region());
    }
  }

  private void refused(Refusal refusal) {
    if (refusal.kind() == RefusalKind.NEVER) {
      RefusedException never = refusal.asException();
      if (!first.completeExceptionally(never)) {
        faults.accept(never); // It is at work already, and should not be.
      }
      return;
    }
    String said = refusal.code() + ": " + refusal.message();
    if (!said.equals(lastTrouble)) {
      lastTrouble = said;
      LOG.info("{} is not registered yet ({})", report.node().id(), said);
    }
    var unused = thread.schedule(this::reportOnce, REPORT_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Reports and asks no more; what is known stays known. */
  @Override
  public void close() {
    thread.shutdownNow();
    cache.close();
    channels.close();
    boolean unused =
        first.completeExceptionally(
            Refusal.later(
                    RefusalCode.NOT_READY,
                    "the node was stopped before it was given a directory",
                    Duration.ZERO)
                .asException());
  }
}
