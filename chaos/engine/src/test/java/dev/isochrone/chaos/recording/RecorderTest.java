package dev.isochrone.chaos.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import dev.isochrone.hlc.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What clients do is written down once, in the order of time, up to a bound. */
class RecorderTest {
  private static final Provenance HERE = new Provenance("test", 1, "");
  private static final Client CLIENT = new Client(0, "", "");
  private static final Answer WRITTEN = new Answer.Written(Optional.empty());

  private final AtomicLong clock = new AtomicLong();
  private final Ticker ticker = clock::incrementAndGet;

  @Test
  void operation_hasTheTimesOfItsAskingAndItsEnd() {
    Recorder recorder = new Recorder(ticker, RecorderLimits.DEFAULT);

    Recorder.Asked first = ask(recorder);
    Recorder.Asked second = ask(recorder);
    Recorder.Asked third = ask(recorder);
    ask(recorder);
    second.failed("NOT_LEADER");
    first.ok(WRITTEN);
    third.unknown("TIMEOUT");

    assertThat(recorder.history(HERE).operations())
        .extracting(Operation::invokedNanos)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(recorder.history(HERE).operations())
        .extracting(Operation::ending)
        .containsExactly(
            new Ending.Ok(6, WRITTEN),
            new Ending.Failed(5, "NOT_LEADER"),
            new Ending.Unknown(7, "TIMEOUT"),
            Ending.Open.OPEN);
  }

  @Test
  void faults_standOnTheSameClock() {
    Recorder recorder = new Recorder(ticker, RecorderLimits.DEFAULT);

    recorder.faultBegins("kill", "eu-west-1");
    ask(recorder);
    recorder.faultEnds("kill", "eu-west-1");

    assertThat(recorder.history(HERE).faults())
        .containsExactly(
            new FaultEvent(1, "kill", "eu-west-1", true),
            new FaultEvent(3, "kill", "eu-west-1", false));
  }

  @Test
  void fullHistory_letsNoOperationIn_andEndsThoseThatAre() {
    Recorder recorder = new Recorder(ticker, new RecorderLimits(1, 0));
    Recorder.Asked only = ask(recorder);

    assertThat(recorder.invoke(CLIENT, "x", new Action.Members())).isEmpty();
    only.ok(WRITTEN);

    assertThat(recorder.history(HERE).operations()).hasSize(1);
    assertThatThrownBy(() -> recorder.faultBegins("kill", "x"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void secondEnd_isAMistake() {
    Recorder.Asked asked = ask(new Recorder(ticker, RecorderLimits.DEFAULT));
    asked.ok(WRITTEN);

    assertThatThrownBy(() -> asked.unknown("TIMEOUT")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreads_loseNothing() throws Exception {
    Recorder recorder = new Recorder(ticker, RecorderLimits.DEFAULT);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 1_000; j++) {
                  ask(recorder).ok(WRITTEN);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    History history = recorder.history(HERE);
    assertThat(history.operations()).hasSize(8_000).allMatch(Operation::isAcknowledgedWrite);
    assertThat(history.operations()).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
  }

  private static Recorder.Asked ask(Recorder recorder) {
    return recorder.invoke(CLIENT, "x", new Action.Write("a")).orElseThrow();
  }
}
