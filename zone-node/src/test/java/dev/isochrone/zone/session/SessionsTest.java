package dev.isochrone.zone.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.SessionStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final long IDLE = 1_000;
  private static final Sessions.Bounds BOUNDS =
      new Sessions.Bounds(3, 4, 8, Duration.ofMillis(IDLE), 2);
  private static final long BODY = 77;

  private Sessions sessions = new Sessions(BOUNDS, List.of());

  @Test
  void fresh_isFreshOnce_andAnsweredAlikeEverAfter() {
    SessionStep step = step(1, 5, 1);
    assertThat(sessions.judge(step, BODY, at(10))).isEqualTo(Verdict.Fresh.FRESH);
    sessions.answered(step, written(10));
    sessions.endEntry(at(10));

    assertThat(sessions.judge(step, BODY, at(20))).isEqualTo(new Verdict.Answered(written(10)));
    assertThat(code(sessions.judge(step, BODY + 1, at(20)))).contains(RefusalCode.SEQUENCE_REUSED);
  }

  @Test
  void judgedAndNotAnswered_staysFresh() {
    assertThat(sessions.judge(step(1, 5, 1), BODY, at(10))).isEqualTo(Verdict.Fresh.FRESH);
    assertThat(sessions.judge(step(1, 5, 1), BODY + 1, at(11))).isEqualTo(Verdict.Fresh.FRESH);
  }

  @Test
  void answersBelowTheLowestUnanswered_areForgotten_forGood() {
    answer(1, 1, 10);
    answer(1, 2, 11);

    assertThat(sessions.judge(step(1, 3, 2), BODY, at(12))).isEqualTo(Verdict.Fresh.FRESH);

    assertThat(code(sessions.judge(step(1, 1, 1), BODY, at(13))))
        .contains(RefusalCode.ANSWER_FORGOTTEN);
    assertThat(sessions.judge(step(1, 2, 1), BODY, at(14)))
        .isEqualTo(new Verdict.Answered(written(11)));
  }

  @Test
  void pastTheAnswersOfASession_theLowestIsForgotten_andNeverFreshAgain() {
    for (int sequence = 2; sequence <= 6; sequence++) {
      answer(1, sequence, sequence);
    }

    assertThat(code(sessions.judge(step(1, 2, 1), BODY, at(10))))
        .contains(RefusalCode.ANSWER_FORGOTTEN);
    assertThat(code(sessions.judge(step(1, 1, 1), BODY, at(10))))
        .contains(RefusalCode.ANSWER_FORGOTTEN);
    assertThat(sessions.judge(step(1, 3, 1), BODY, at(10)))
        .isEqualTo(new Verdict.Answered(written(3)));
  }

  @Test
  void session_begins_untilItsIdleTimeIsOver() {
    assertThat(sessions.judge(opened(1, 100), BODY, at(100 + IDLE))).isEqualTo(Verdict.Fresh.FRESH);
    assertThat(code(sessions.judge(opened(2, 100), BODY, at(101 + IDLE))))
        .contains(RefusalCode.SESSION_EXPIRED);
  }

  @Test
  void session_inUse_outlivesItsIdleTime_andAnIdleOneEnds() {
    answer(1, 1, 10);
    answer(2, 1, 10);
    answer(1, 2, 900);
    answer(1, 3, 1_800);

    assertThat(sessions.size()).isEqualTo(1);
    assertThat(sessions.judge(step(1, 2, 1), BODY, at(1_900)))
        .isEqualTo(new Verdict.Answered(written(900)));
    assertThat(code(sessions.judge(step(2, 1, 1), BODY, at(1_900))))
        .contains(RefusalCode.SESSION_EXPIRED);
  }

  @Test
  void session_thatIsIdleForTooLong_hasEnded_thoughNoEntryCameToEndIt() {
    answer(1, 1, 10);

    assertThat(code(sessions.judge(step(1, 1, 1), BODY, at(11 + IDLE))))
        .contains(RefusalCode.SESSION_EXPIRED);
    assertThat(sessions.draw().ended()).containsExactly(1L);
  }

  /** Or it would end while it may still begin, and its answers be forgotten in between. */
  @Test
  void session_openedByAClockAhead_livesUntilItCanBeginNoMore() {
    SessionStep ahead = opened(1, 500);
    sessions.judge(ahead, BODY, at(10));
    sessions.answered(ahead, written(10));
    sessions.endEntry(at(10));
    sessions.endEntry(at(500 + IDLE));

    assertThat(sessions.judge(ahead, BODY, at(500 + IDLE)))
        .isEqualTo(new Verdict.Answered(written(10)));
    sessions = new Sessions(BOUNDS, List.of());
    assertThat(code(sessions.judge(opened(1, 10 + IDLE + 1), BODY, at(10))))
        .contains(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void session_givenWithAnotherTime_isRefused() {
    answer(1, 1, 10);

    assertThat(code(sessions.judge(opened(1, 7), BODY, at(11))))
        .contains(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void entry_endsAtMostSoManySessions_theLongestIdleFirst() {
    answer(1, 1, 10);
    answer(3, 1, 20);
    answer(2, 1, 30);

    sessions.endEntry(at(31 + IDLE));
    assertThat(sessions.size()).isEqualTo(1);
    assertThat(sessions.draw().changed()).extracting(SessionRecord::id).containsExactly(2L);
    sessions.endEntry(at(31 + IDLE));
    assertThat(sessions.size()).isZero();
  }

  /** Or replicas would come apart: one that restarted knows no order but that of its records. */
  @Test
  void sessionsUsedByOneEntry_endInTheOrderOfTheirIds_afterARestartToo() {
    Sessions.Bounds oneByOne = new Sessions.Bounds(3, 4, 8, Duration.ofMillis(IDLE), 1);
    sessions = new Sessions(oneByOne, List.of());
    for (long id : new long[] {2, 3, 1}) {
      assertThat(sessions.judge(step(id, 1, 1), BODY, at(10))).isEqualTo(Verdict.Fresh.FRESH);
    }
    sessions.endEntry(at(10));
    Sessions restarted = new Sessions(oneByOne, sessions.draw().changed());

    for (long id = 1; id <= 3; id++) {
      sessions.endEntry(at(11 + IDLE));
      restarted.endEntry(at(11 + IDLE));
      assertThat(sessions.draw().ended()).containsExactly(id);
      assertThat(restarted.draw().ended()).containsExactly(id);
    }
  }

  @Test
  void pastTheSessionsOfAPartition_noneBegins_andTheOthersGoOn() {
    answer(1, 1, 10);
    answer(2, 1, 10);
    answer(3, 1, 10);

    assertThat(code(sessions.judge(step(4, 1, 1), BODY, at(11)))).contains(RefusalCode.OVERLOADED);
    assertThat(sessions.judge(step(3, 2, 1), BODY, at(11))).isEqualTo(Verdict.Fresh.FRESH);
  }

  @Test
  void pastTheAnswersOfAPartition_nothingIsFresh_untilSomeAreForgotten() {
    for (int sequence = 1; sequence <= 4; sequence++) {
      answer(1, sequence, sequence);
      answer(2, sequence, sequence);
    }

    assertThat(code(sessions.judge(step(3, 1, 1), BODY, at(10)))).contains(RefusalCode.OVERLOADED);
    assertThat(sessions.judge(step(2, 4, 1), BODY, at(10)))
        .isEqualTo(new Verdict.Answered(written(4)));
    assertThat(sessions.judge(step(1, 5, 5), BODY, at(10))).isEqualTo(Verdict.Fresh.FRESH);
    assertThat(sessions.judge(step(3, 1, 1), BODY, at(10))).isEqualTo(Verdict.Fresh.FRESH);
  }

  @Test
  void draw_hasWhatChanged_once() {
    answer(1, 1, 10);
    answer(2, 1, 10);
    SessionChanges first = sessions.draw();
    answer(2, 2, 20);

    assertThat(first.changed()).extracting(SessionRecord::id).containsExactlyInAnyOrder(1L, 2L);
    assertThat(sessions.draw().changed())
        .singleElement()
        .satisfies(
            session -> {
              assertThat(session.id()).isEqualTo(2);
              assertThat(session.lastUse()).isEqualTo(at(20));
              assertThat(session.answers()).containsOnlyKeys(1L, 2L);
            });
    assertThat(sessions.draw()).isEqualTo(SessionChanges.NONE);
  }

  @Test
  void kept_goesOnAsItWas() {
    answer(2, 1, 10);
    answer(1, 1, 10);
    answer(3, 1, 5 + IDLE);
    sessions = new Sessions(BOUNDS, sessions.draw().changed());

    assertThat(sessions.judge(step(2, 1, 1), BODY, at(10 + IDLE)))
        .isEqualTo(new Verdict.Answered(written(10)));
    sessions.endEntry(at(11 + IDLE));
    assertThat(sessions.draw().ended()).containsExactly(1L);
  }

  @Test
  void answerOfWhatWasNeverFresh_isADefect() {
    answer(1, 1, 10);

    assertThatThrownBy(() -> sessions.answered(step(1, 1, 1), written(11)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sessions.answered(step(9, 1, 1), written(11)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** An entry with one write that is carried out. */
  private void answer(long session, long sequence, long millis) {
    SessionStep step = step(session, sequence, 1);
    assertThat(sessions.judge(step, BODY, at(millis))).isEqualTo(Verdict.Fresh.FRESH);
    sessions.answered(step, written(millis));
    sessions.endEntry(at(millis));
  }

  private static SessionStep step(long session, long sequence, long lowest) {
    return new SessionStep(session, at(session == 3 ? 5 : 0), sequence, lowest);
  }

  private static SessionStep opened(long session, long millis) {
    return new SessionStep(session, at(millis), 1, 1);
  }

  private static Answer written(long millis) {
    return new Answer.Written(BODY, new Version(1, new Stamp(at(millis), new Origin(1))));
  }

  private static Optional<RefusalCode> code(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        ? Optional.of(refused.refusal().code())
        : Optional.empty();
  }

  private static HlcTimestamp at(long millis) {
    return HlcTimestamp.of(millis, 0);
  }
}
