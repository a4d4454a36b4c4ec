package dev.isochrone.replication.driver;

import dev.isochrone.model.Origin;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending links of one partition, one for each peer region, for as long as this node leads it:
 * started when it begins to lead, stopped when it ends. Links of an earlier leader that still run
 * do no harm: they send what is committed, and the peer's cursor sorts it out.
 *
 * <p>Any thread may call; only {@link #close} blocks.
 */
public final class Links implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  /** A thread is between two effects for less than this, unless its disk hangs. */
  private static final long CLOSE_MILLIS_MAX = 5_000;

  private final List<LinkDriver> drivers = new ArrayList<>(); // complete when start() returns
  private final List<Thread> threads = new ArrayList<>();

  private Links() {}

  /**
   * Starts a thread for each peer.
   *
   * @param peers none of them twice
   * @param paused those to which nothing is sent until {@link #resume}
   * @param sessionsAbove stream numbers begin here: above all of earlier leaders, such as the
   *     packed reading of a clock
   */
  public static Links start(
      LinkSource source,
      List<Peer> peers,
      Set<Origin> paused,
      LinkPorts ports,
      LinkConfig config,
      long sessionsAbove) {
    Links links = new Links();
    LinkDriver.LinkWorld world =
        new LinkDriver.LinkWorld(ports, links::settled, Set.copyOf(paused), sessionsAbove);
    for (Peer peer : peers) {
      links.drivers.add(new LinkDriver(source, peer, config, world));
    }
    for (LinkDriver driver : links.drivers) {
      Thread thread = new Thread(driver, driver.threadName());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(
          (ended, cause) -> {
            LOG.error("{} ended by a fault", ended.getName(), cause);
            ports.events().failed(driver.peer(), cause);
          });
      links.threads.add(thread);
    }
    links.threads.forEach(Thread::start);
    return links;
  }

  /** The outbox announced a new pair. For the apply thread: it only wakes the links. */
  public void announced() {
    drivers.forEach(LinkDriver::grew);
  }

  /**
   * Ends the stream to this peer, till {@link #resume}. Nothing, if there is no such peer, or if it
   * is so already.
   */
  public void pause(Origin peer) {
    driversTo(peer).forEach(driver -> driver.pause(true));
  }

  /** Lets changes flow to this peer again. */
  public void resume(Origin peer) {
    driversTo(peer).forEach(driver -> driver.pause(false));
  }

  /** One for each peer, in the order in which they were given. */
  public List<LinkStatus> statuses() {
    return drivers.stream().map(LinkDriver::status).toList();
  }

  /** Tells all links to end. For whoever must not wait; again does nothing. */
  public void stop() {
    drivers.forEach(LinkDriver::stop);
  }

  /** Stops, and waits till the threads have ended, up to 5 seconds. */
  @Override
  public void close() {
    stop();
    try {
      for (Thread thread : threads) {
        TimeUnit.MILLISECONDS.timedJoin(thread, CLOSE_MILLIS_MAX);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every peer has applied up to here. */
  private long settled() {
    return drivers.stream().mapToLong(driver -> driver.status().acknowledged()).min().orElse(0);
  }

  private List<LinkDriver> driversTo(Origin peer) {
    return drivers.stream().filter(driver -> driver.peer().origin().equals(peer)).toList();
  }
}
