package dev.isochrone.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.client.session.Sessions.Place;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.SessionOpening;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In one thread, with time that the test moves. */
class SessionsTest {
  private long nanos;
  private final Ticker ticker = () -> nanos;
  private final List<CompletableFuture<SessionOpening>> asked = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private boolean timerClosed;

  private final Sessions sessions =
      new Sessions(
          () -> {
            CompletableFuture<SessionOpening> opening = new CompletableFuture<>();
            asked.add(opening);
            return opening;
          },
          (delay, task) -> !timerClosed && later.add(task));

  @Test
  void session_isOpenedOnce_forAllThatWait() {
    Write first = enter();
    Write second = enter();
    assertThat(first.told()).isFalse();

    open(0, 7);

    assertThat(first.place().step().session()).isEqualTo(7);
    assertThat(first.place().step().sequence()).isEqualTo(1);
    assertThat(second.place().step().sequence()).isEqualTo(2);
    assertThat(enter().place().step().sequence()).isEqualTo(3);
    assertThat(asked).hasSize(1);
  }

  @Test
  void fullWindow_isWaitedFor_untilTheLowestIsAnswered() {
    List<Write> all = full();
    Write beyond = enter();
    sessions.leave(all.get(1).place());
    assertThat(beyond.told()).isFalse();

    sessions.leave(all.get(0).place());

    assertThat(beyond.place().step().sequence()).isEqualTo(SessionLedger.WINDOW + 1);
    assertThat(beyond.place().step().lowestUnanswered()).isEqualTo(3);
  }

  @Test
  void fullWindow_isOverloaded_whenTheTimeIsOver() {
    full();
    Write beyond = enter();
    runLater();
    assertThat(beyond.told()).isFalse();

    nanos += Duration.ofSeconds(2).toNanos();
    runLater();

    assertThat(beyond.refusal().code()).isEqualTo(RefusalCode.OVERLOADED);
  }

  @Test
  void sessionThatEnded_isReplaced_andItsOthersMayGoOn() {
    Write old = enter();
    open(0, 7);
    Write other = enter();

    sessions.ended(old.place());
    sessions.leave(old.place());
    sessions.ended(other.place()); // The second that hears of it replaces nothing.
    Write anew = enter();
    open(1, 8);
    sessions.ended(other.place());
    sessions.leave(other.place());

    assertThat(anew.place().step().session()).isEqualTo(8);
    assertThat(enter().place().step().sequence()).isEqualTo(2);
    assertThat(asked).hasSize(2);
  }

  @Test
  void openingThatFails_isTriedAgain_whileSomebodyWaits() {
    Write write = enter();
    refuse(0, Refusal.later(RefusalCode.NOT_READY, "starts", Duration.ZERO));
    runLater();
    assertThat(asked).hasSize(2);

    nanos += Duration.ofSeconds(2).toNanos();
    refuse(1, Refusal.later(RefusalCode.HOME_UNREACHABLE, "gone", Duration.ZERO));
    runLater();

    assertThat(write.refusal().code()).isEqualTo(RefusalCode.HOME_UNREACHABLE);
    runLater();
    assertThat(asked).hasSizeLessThanOrEqualTo(3);
    Write next = enter();
    open(asked.size() - 1, 9);
    assertThat(next.place().step().session()).isEqualTo(9);
  }

  @Test
  void openingThatIsRefusedForGood_isTold_andTheNextWriteAsksAgain() {
    Write write = enter();
    refuse(0, Refusal.of(RefusalCode.INVALID_REQUEST, "no"));

    assertThat(write.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    Write next = enter();
    open(1, 7);
    assertThat(next.place().step().session()).isEqualTo(7);
  }

  @Test
  void serversWithoutSessions_areAskedOnce() {
    Write write = enter();
    refuse(0, Refusal.of(RefusalCode.NOT_SUPPORTED, "no sessions"));

    assertThat(write.told()).isTrue();
    assertThat(write.place).isNull();
    assertThat(enter().told()).isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void close_turnsAwayAllThatWait_andWhoeverComesLater() {
    Write write = enter();
    timerClosed = true;
    sessions.close();

    assertThat(write.refusal().code()).isEqualTo(RefusalCode.NOT_READY);
    runLater();
    assertThat(enter().refusal().code()).isEqualTo(RefusalCode.NOT_READY);
  }

  private Write enter() {
    Write write = new Write(TimeLimit.in(Duration.ofSeconds(1), ticker));
    sessions.enter(write);
    return write;
  }

  private List<Write> full() {
    List<Write> all = new ArrayList<>();
    for (int i = 0; i < SessionLedger.WINDOW; i++) {
      all.add(enter());
      if (i == 0) {
        open(0, 7);
      }
    }
    return all;
  }

  private void open(int nth, long session) {
    AnswerHeader header =
        new AnswerHeader(
            HlcTimestamp.MIN,
            new AnswerHeader.Served(new Region("eu-west"), new NodeId("eu-1")),
            new AnswerHeader.HomeOf(new Region("eu-west"), 0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "");
    asked.get(nth).complete(new SessionOpening(header, session, HlcTimestamp.MIN));
  }

  private void refuse(int nth, Refusal refusal) {
    asked.get(nth).completeExceptionally(refusal.asException());
  }

  /** What waited until now, and not what that makes wait. */
  private void runLater() {
    List<Runnable> now = new ArrayList<>(later);
    later.clear();
    now.forEach(Runnable::run);
  }

  private static final class Write implements Sessions.Entrant {
    private final TimeLimit limit;
    private @Nullable Place place;
    private @Nullable Refusal refusal;
    private int told;

    Write(TimeLimit limit) {
      this.limit = limit;
    }

    @Override
    public TimeLimit limit() {
      return limit;
    }

    @Override
    public void entered(@Nullable Place given) {
      place = given;
      told++;
    }

    @Override
    public void turnedAway(Refusal why) {
      refusal = why;
      told++;
    }

    boolean told() {
      assertThat(told).isLessThanOrEqualTo(1);
      return told == 1;
    }

    Place place() {
      assertThat(told()).isTrue();
      return Optional.ofNullable(place).orElseThrow();
    }

    Refusal refusal() {
      assertThat(told()).isTrue();
      return Optional.ofNullable(refusal).orElseThrow();
    }
  }
}
