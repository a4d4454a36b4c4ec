package dev.isochrone.zone.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import dev.isochrone.hlc.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchdogTest {
  private static final int PARTITION = 4;
  private static final MemberId SELF = new MemberId("a");

  private static final WatchLimits HASTY =
      new WatchLimits(
          Duration.ofMillis(10),
          Duration.ofMillis(2_000), // The machine may be busy.
          Duration.ofMillis(100),
          Duration.ofMillis(2_000),
          Duration.ofMillis(2_000),
          Duration.ofMillis(300),
          100_000);

  private final List<PartitionStuckException> noted = new CopyOnWriteArrayList<>();
  private final List<PartitionStuckException> ended = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private volatile Sighting seen = following(70);

  @BeforeEach
  void listen() {
    log.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(log);
  }

  @AfterEach
  void noLonger() {
    logger().detachAppender(log);
    logger().setLevel(null);
  }

  @Test
  void stuckReplica_isTold_withItsThreads_noted_andEndedOnce() {
    try (Watchdog dog = watch(() -> seen, noted::add)) {
      seen = stopped();
      await().until(() -> !ended.isEmpty());
      assertThat(dog.behind(PARTITION)).isEmpty();
    }

    assertThat(ended)
        .singleElement()
        .satisfies(why -> assertThat(why).hasMessageContaining("partition 4 is stuck"));
    assertThat(noted).isEqualTo(ended);
    assertThat(messages(Level.ERROR)).hasSize(2);
    assertThat(messages(Level.ERROR).get(0)).contains("committed 70, applied 70");
    assertThat(messages(Level.ERROR).get(1)).contains("\"test-watchdog\"");
  }

  /** What made it stuck may be the very disk. */
  @Test
  void noteThatHangs_doesNotKeepTheProcess() {
    CountDownLatch never = new CountDownLatch(1);
    seen = stopped();
    try (Watchdog dog = watch(() -> seen, why -> awaitQuietly(never))) {
      await().until(() -> !ended.isEmpty());
      assertThat(dog.behind(PARTITION)).isEmpty();
    } finally {
      never.countDown();
    }
  }

  @Test
  void noteThatFails_doesNotEither() {
    seen = stopped();
    try (Watchdog dog =
        watch(
            () -> seen,
            why -> {
              throw new IOException("no room");
            })) {
      await().until(() -> !ended.isEmpty());
      assertThat(dog.behind(PARTITION)).isEmpty();
    }
  }

  @Test
  void replicaBehind_isShown_andWarnedOfOncePerEpisode_andNotEnded() {
    try (Watchdog dog = watch(() -> seen, noted::add)) {
      seen = following(90);
      await().until(() -> dog.behind(PARTITION).containsKey(SELF));
      Duration first = still(dog);
      await().until(() -> still(dog).compareTo(first) > 0);
      seen = following(70);
      await().until(() -> dog.behind(PARTITION).isEmpty());
      seen = following(90);
      await().until(() -> !dog.behind(PARTITION).isEmpty());
      assertThat(dog.behind(PARTITION + 1)).isEmpty();
    }

    assertThat(ended).isEmpty();
    assertThat(messages(Level.WARN))
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).contains("partition 4: a has stood still"));
    assertThat(messages(Level.INFO)).containsExactly("partition 4: a goes on");
  }

  /** A look that fails says nothing of the replica; one that works again does. */
  @Test
  void lookThatThrows_isWarnedOfOnce_andTriedAgain() {
    CountDownLatch looked = new CountDownLatch(3);
    Supplier<Sighting> blind =
        () -> {
          looked.countDown();
          if (looked.getCount() > 0) {
            throw new IllegalStateException("not now");
          }
          return stopped();
        };
    try (Watchdog dog = watch(blind, noted::add)) {
      await().until(() -> !ended.isEmpty());
      assertThat(dog.behind(PARTITION)).isEmpty();
    }

    assertThat(messages(Level.WARN)).containsExactly("partition 4 can't be watched");
  }

  @Test
  void closedWatchdog_endsNothing() {
    Watchdog dog = watch(() -> seen, noted::add);
    dog.close();
    seen = stopped();
    dog.close();

    assertThat(ended).isEmpty();
  }

  private interface Note {
    void take(PartitionStuckException why) throws IOException;
  }

  private Watchdog watch(Supplier<Sighting> sighting, Note note) {
    return Watchdog.start(
        "test-watchdog",
        List.of(new Watchdog.Watched(PARTITION, SELF, sighting)),
        HASTY,
        Ticker.system(),
        new Watchdog.Ending() {
          @Override
          public void note(PartitionStuckException why) throws IOException {
            note.take(why);
          }

          @Override
          public void end(PartitionStuckException why) {
            ended.add(why);
          }
        });
  }

  private static Duration still(Watchdog dog) {
    return dog.behind(PARTITION).getOrDefault(SELF, Duration.ZERO);
  }

  @Test
  void missingMembers_andAMissingLeader_areKnownAtTheNextLook() {
    try (Watchdog dog = watch(() -> seen, noted::add)) {
      MemberId other = new MemberId("b");
      seen =
          new Sighting(
              new Standing(
                  true,
                  3,
                  70,
                  70,
                  new Standing.Leads(
                      new TreeMap<>(), new TreeMap<>(Map.of(other, Duration.ofSeconds(9))))),
              true,
              false);
      await()
          .untilAsserted(
              () ->
                  assertThat(dog.missing(PARTITION).away())
                      .containsExactly(Map.entry(other, Duration.ofSeconds(9))));
      assertThat(dog.missing(PARTITION).leaderless()).isZero();

      seen = new Sighting(new Standing(true, 3, 70, 70, new Standing.Apart()), false, false);
      await().untilAsserted(() -> assertThat(dog.missing(PARTITION).leaderless()).isPositive());
      assertThat(dog.missing(PARTITION).away()).isEmpty();

      seen = following(70);
      await().untilAsserted(() -> assertThat(dog.missing(PARTITION).leaderless()).isZero());
      assertThat(dog.missing(PARTITION + 1).leaderless()).isZero();
    }
  }

  private List<String> messages(Level level) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Watchdog.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private static Sighting following(long told) {
    return new Sighting(new Standing(true, 3, 70, 70, new Standing.Follows(told)), false, false);
  }

  private static Sighting stopped() {
    return new Sighting(
        new Standing(false, 3, 70, 70, new Standing.Leads(new TreeMap<>())), true, false);
  }
}
