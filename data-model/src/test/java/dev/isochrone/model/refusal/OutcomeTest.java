package dev.isochrone.model.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Refusal REFUSAL = Refusal.of(RefusalCode.NO_SUCH_TABLE, "no table x");

  @Test
  void done_isFoldedMappedAndUnwrapped() throws RefusedException {
    Outcome<Integer> done = Outcome.done(3);

    assertThat(done.<String>fold(value -> "done " + value, refusal -> "refused"))
        .isEqualTo("done 3");
    assertThat(done.map(value -> value + 1)).isEqualTo(Outcome.done(4));
    assertThat(done.orThrow()).isEqualTo(3);
  }

  @Test
  void refused_keepsItsRefusal_whateverItIsTurnedInto() {
    Outcome<Integer> refused = Outcome.refused(REFUSAL);

    assertThat(refused.<String>fold(value -> "done", refusal -> refusal.code().toString()))
        .isEqualTo("NO_SUCH_TABLE");
    assertThat(refused.map(value -> value + 1)).isEqualTo(Outcome.refused(REFUSAL));
    assertThat(((Outcome.Refused<Integer>) refused).<String>as())
        .isEqualTo(Outcome.refused(REFUSAL));
    assertThatThrownBy(refused::orThrow)
        .isInstanceOfSatisfying(
            RefusedException.class,
            thrown -> {
              assertThat(thrown.refusal()).isEqualTo(REFUSAL);
              assertThat(thrown.getStackTrace()).isEmpty();
            });
  }
}
