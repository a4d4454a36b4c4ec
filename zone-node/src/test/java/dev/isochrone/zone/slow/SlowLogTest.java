package dev.isochrone.zone.slow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SlowLogTest {
  private static final Duration HALF = Duration.ofMillis(500);
  private static final SlowRequest.What PUT =
      new SlowRequest.What(RequestKind.PUT, "", OptionalInt.of(3), "7f3a-1");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long nanos = -3;
  private final SlowLog slow = new SlowLog("eu-west-a", HALF, () -> nanos);

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void noLonger() {
    logger().detachAppender(log);
  }

  @Test
  void request_isNotedOnce_fromTheThresholdOn() {
    assertThat(asked(slow, HALF.toNanos() - 1)).isZero();
    assertThat(asked(slow, HALF.toNanos())).isEqualTo(1);

    assertThat(lines())
        .containsExactly("slow request 7f3a-1: put of partition 3: DISK_FULL after 500.0 ms");
  }

  @Test
  void defect_isNotedToo() {
    CompletableFuture<Outcome<String>> broken = new CompletableFuture<>();
    CompletableFuture<Outcome<String>> watched = slow.watched(() -> PUT, () -> broken);
    nanos += HALF.toNanos();
    broken.completeExceptionally(new IllegalStateException("the test's"));

    assertThat(watched).isCompletedExceptionally();
    assertThat(lines()).singleElement().asString().contains(": defect after ");
  }

  @Test
  void nothing_isNoted_whereItIsOff() {
    SlowLog off = new SlowLog("eu-west-a", Duration.ZERO, () -> nanos);

    assertThat(off.isOn()).isFalse();
    assertThat(asked(off, TimeUnit.DAYS.toNanos(1))).isZero();
    assertThat(lines()).isEmpty();
  }

  @Test
  void tooManyAtOnce_areCounted_andSaidWithTheNext() {
    for (int i = 0; i < SlowLog.LINES_MAX + 5; i++) {
      slow.note(request(SlowRequest.Answer.UNKNOWN));
    }
    assertThat(lines()).hasSize(SlowLog.LINES_MAX);

    nanos += TimeUnit.SECONDS.toNanos(1);
    slow.note(request(SlowRequest.Answer.UNKNOWN));
    slow.note(request(SlowRequest.Answer.UNKNOWN));

    assertThat(lines()).hasSize(SlowLog.LINES_MAX + 2);
    assertThat(lines().get(SlowLog.LINES_MAX)).contains("5 more were left out before it");
    assertThat(lines().get(SlowLog.LINES_MAX + 1)).doesNotContain("left out");
  }

  @Test
  void hops_areToldWhereTheyAreKnown() {
    slow.note(request(SlowRequest.Answer.UNKNOWN));
    slow.note(request(new SlowRequest.Answer("eu-west-a", false)));
    slow.note(request(new SlowRequest.Answer("eu-west-b", false)));
    slow.note(request(new SlowRequest.Answer("", true)));

    assertThat(lines().get(0)).doesNotContain("hops");
    assertThat(lines().get(1)).contains(", 0 hops");
    assertThat(lines().get(2)).contains(", 1 hops");
    assertThat(lines().get(3)).contains(", 1 hops");
  }

  private static SlowRequest request(SlowRequest.Answer answer) {
    return new SlowRequest(HALF.toNanos(), PUT, RequestEnd.DONE, answer);
  }

  /** How often it was asked what the request was, if it took so long. */
  private int asked(SlowLog log, long took) {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Outcome<String>> answer = new CompletableFuture<>();
    CompletableFuture<Outcome<String>> watched =
        log.watched(
            () -> {
              asked.incrementAndGet();
              return PUT;
            },
            () -> answer);
    nanos += took;
    answer.complete(Outcome.refused(Refusal.of(RefusalCode.DISK_FULL, "full")));
    assertThat(watched).isCompleted();
    return asked.get();
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(SlowLog.class);
  }
}
