package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.ProposeOutcome.Applied;
import dev.isochrone.consensus.ProposeOutcome.Reason;
import dev.isochrone.consensus.ProposeOutcome.Refused;
import dev.isochrone.consensus.ProposeOutcome.Unknown;
import java.util.Objects;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
  private final Submissions<Note> submissions = new Submissions<>(2, 100);

  @Test
  void failure_beforeTheAppend_isARefusal_andForbidsTheAppend() {
    Submission<Note> submission = begin("x");

    submission.failed(Reason.NOT_LEADER, Optional.empty(), "why");

    assertThat(submission.outcome())
        .isCompletedWithValue(new Refused(Reason.NOT_LEADER, Optional.empty()));
    assertThat(submission.append()).isFalse();
  }

  @Test
  void failure_afterTheAppend_isUnknown_andComesTooLateAfterApply() {
    Submission<Note> lost = begin("x");
    Submission<Note> applied = begin("y");
    assertThat(lost.append()).isTrue();
    assertThat(applied.append()).isTrue();
    assertThat(applied.append()).isFalse();

    lost.failed(Reason.NOT_LEADER, Optional.empty(), "why");
    applied.applied(new LogPosition(1, 2));
    applied.failed(Reason.NOT_LEADER, Optional.empty(), "why");

    assertThat(lost.outcome()).isCompletedWithValue(new Unknown("why"));
    assertThat(applied.outcome()).isCompletedWithValue(new Applied(new LogPosition(1, 2)));
  }

  @Test
  void begin_beyondTheBounds_isNull_andRoomComesBackWithEachOutcome() {
    Submission<Note> first = begin("x");
    begin("y");
    assertThat(submissions.begin(new Note("z"))).isNull();

    first.failed(Reason.NOT_LEADER, Optional.empty(), "why");

    assertThat(submissions.begin(new Note("x".repeat(100)))).isNull();
    assertThat(submissions.begin(new Note("z"))).isNotNull();
  }

  @Test
  void find_knowsOnlyOurOwnNumbers_andOnlyWhileTheyAreUnderWay() {
    Submission<Note> submission = begin("x");
    StateMachineLogEntryProto.Builder entry =
        StateMachineLogEntryProto.newBuilder().setCallId(submission.call());

    assertThat(submissions.find(entry.setClientId(submissions.client().toByteString()).build()))
        .isSameAs(submission);
    assertThat(submissions.find(entry.setClientId(ClientId.randomId().toByteString()).build()))
        .isNull();
    submission.applied(new LogPosition(1, 2));
    assertThat(submissions.find(submission.call())).isNull();
  }

  @Test
  void close_endsAll_alsoThoseThatCome() {
    Submission<Note> waiting = begin("x");
    Submission<Note> appended = begin("y");
    assertThat(appended.append()).isTrue();

    submissions.close("closed");

    assertThat(waiting.outcome())
        .isCompletedWithValue(new Refused(Reason.CLOSED, Optional.empty()));
    assertThat(appended.outcome()).isCompletedWithValue(new Unknown("closed"));
    assertThat(begin("z").outcome()).isDone();
  }

  private Submission<Note> begin(String text) {
    return Objects.requireNonNull(submissions.begin(new Note(text)));
  }
}
