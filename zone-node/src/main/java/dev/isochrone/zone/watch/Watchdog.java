package dev.isochrone.zone.watch;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.server.inside.ThreadDump;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a node's replicas once a second, on a thread of its own: the node's ticks wait for a
 * disk, and must not keep it from seeing that the disk hangs. The first replica that is stuck ends
 * the process, after a last word to the log; one that is behind is warned of, once until it moves.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /**
   * A replica to look at.
   *
   * @param sighting must not wait for what a stuck replica holds
   */
  public record Watched(int partition, MemberId self, Supplier<Sighting> sighting) {}

  /** What is done about a replica that is stuck; on threads of the watchdog, once in its life. */
  public interface Ending {
    /** Makes durable that the process is being ended. May hang: it is waited for only so long. */
    void note(PartitionStuckException why) throws IOException;

    /** Ends the process, or says so to whoever can. */
    void end(PartitionStuckException why);
  }

  private record Eye(Watched watched, PartitionWatch watch, Standstill<Boolean> apart) {}

  /**
   * Who of a partition is missing, as this node's replica knows.
   *
   * @param leaderless for how long it has heard no leader and led nothing itself
   * @param away where it leads: who does not answer it
   */
  public record Missing(Duration leaderless, SortedMap<MemberId, Duration> away) {
    private static final Missing NOBODY = new Missing(Duration.ZERO, Collections.emptySortedMap());
  }

  private final List<Eye> eyes;
  private final WatchLimits limits;
  private final Ticker ticker;
  private final Ending ending;
  private final ScheduledExecutorService looks;
  private final Map<Integer, SortedMap<MemberId, Duration>> behind = new ConcurrentHashMap<>();
  private final Map<Integer, Missing> missing = new ConcurrentHashMap<>();

  // The looking thread's.
  private boolean over;
  private boolean blind;

  private Watchdog(
      List<Watched> replicas,
      WatchLimits limits,
      Ticker ticker,
      Ending ending,
      ScheduledExecutorService looks) {
    this.eyes =
        replicas.stream()
            .map(
                watched ->
                    new Eye(
                        watched, new PartitionWatch(watched.self(), limits), new Standstill<>()))
            .toList();
    this.limits = limits;
    this.ticker = ticker;
    this.ending = ending;
    this.looks = looks;
  }

  /**
   * Begins to look.
   *
   * @param name of the thread
   */
  public static Watchdog start(
      String name, List<Watched> replicas, WatchLimits limits, Ticker ticker, Ending ending) {
    ScheduledExecutorService looks =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name));
    Watchdog watchdog = new Watchdog(replicas, limits, ticker, ending, looks);
    long nanos = limits.interval().toNanos();
    var unused =
        looks.scheduleWithFixedDelay(watchdog::lookAtAll, nanos, nanos, TimeUnit.NANOSECONDS);
    return watchdog;
  }

  /**
   * Which members of a partition stand still though there is more for them, as far as this node
   * knows, and for how long: its own, or, where it leads, followers that answer. Any thread.
   */
  public SortedMap<MemberId, Duration> behind(int partition) {
    return behind.getOrDefault(partition, Collections.emptySortedMap());
  }

  /** Who of a partition was missing when it was looked at last. Any thread. */
  public Missing missing(int partition) {
    return missing.getOrDefault(partition, Missing.NOBODY);
  }

  /** Looks no more. Whoever stops replicas on purpose closes this first. Idempotent. */
  @Override
  public void close() {
    looks.shutdownNow();
    try {
      if (!looks.awaitTermination(limits.lastWordsMax().toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("the watchdog did not end in time");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAtAll() {
    for (Eye eye : eyes) {
      if (!over) {
        look(eye);
      }
    }
  }

  private void look(Eye eye) {
    Sighting seen;
    try {
      seen = eye.watched().sighting().get();
      blind = false;
    } catch (RuntimeException unseen) {
      if (!blind) {
        LOG.warn("partition {} can't be watched", eye.watched().partition(), unseen);
      }
      blind = true;
      return;
    }
    long now = ticker.nanos();
    missing.put(eye.watched().partition(), missing(eye, now, seen.standing().role()));
    Finding finding = eye.watch().look(now, seen);
    if (finding instanceof Finding.Stuck stuck) {
      over = true;
      end(new PartitionStuckException(eye.watched().partition(), stuck, seen.standing()));
    } else if (finding instanceof Finding.Behind late) {
      show(eye.watched().partition(), late.members());
    } else if (finding instanceof Finding.Fine) {
      show(eye.watched().partition(), Collections.emptySortedMap());
    } else {
      throw new AssertionError(finding);
    }
  }

  private static Missing missing(Eye eye, long now, Standing.Role role) {
    boolean apart = role instanceof Standing.Apart;
    long nanos = eye.apart().lasted(now, apart ? Boolean.TRUE : null);
    return new Missing(
        apart ? Duration.ofNanos(Math.max(1_000_000, nanos)) : Duration.ZERO,
        role instanceof Standing.Leads leads ? leads.away() : Collections.emptySortedMap());
  }

  private void show(int partition, SortedMap<MemberId, Duration> now) {
    SortedMap<MemberId, Duration> before = behind(partition);
    behind.put(partition, now);
    for (Map.Entry<MemberId, Duration> late : now.entrySet()) {
      if (!before.containsKey(late.getKey())) {
        LOG.warn(
            "partition {}: {} has stood still for {} s though the log goes on; if it stays so,"
                + " restart that node",
            partition,
            late.getKey(),
            late.getValue().toSeconds());
      }
    }
    SortedMap<MemberId, Duration> gone = new TreeMap<>(before);
    gone.keySet().removeAll(now.keySet());
    gone.keySet().forEach(member -> LOG.info("partition {}: {} goes on", partition, member));
  }

  /** What can hang is done aside, and not waited for for ever. */
  private void end(PartitionStuckException why) {
    Thread lastWords = daemon(() -> lastWords(why), "watchdog-last-words");
    lastWords.start();
    try {
      lastWords.join(limits.lastWordsMax().toMillis());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return;
    }
    ending.end(why);
  }

  private void lastWords(PartitionStuckException why) {
    LOG.error("{}; this process is ended. Its threads:", why.getMessage());
    LOG.error("{}", ThreadDump.taken(limits.dumpCharsMax()));
    try {
      ending.note(why);
    } catch (IOException unnoted) {
      LOG.warn("that the watchdog ended this process could not be noted", unnoted);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
