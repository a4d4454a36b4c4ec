package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;

/** What tests ask of outcomes. */
public final class Refusals {
  private Refusals() {}

  /** It is refused with this code, and the message names this field first. */
  public static void assertRefused(Outcome<?> outcome, RefusalCode code, String field) {
    Refusal refusal =
        outcome.fold(
            value -> {
              throw new AssertionError("not refused");
            },
            refused -> refused);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).startsWith(field + ": ");
  }
}
