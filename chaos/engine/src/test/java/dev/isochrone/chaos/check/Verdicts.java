package dev.isochrone.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.history.Operation;
import java.util.Arrays;
import java.util.List;

/** What tests ask of verdicts. */
final class Verdicts {
  private Verdicts() {}

  /** The kinds of findings, each once, in the order in which they are declared. */
  static List<Breach> breaches(Verdict verdict) {
    return verdict instanceof Verdict.Failed failed
        ? failed.findings().stream().map(Finding::breach).distinct().sorted().toList()
        : List.of();
  }

  /** The numbers of the operations that show the first finding. */
  static List<Long> shown(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Failed.class);
    return ((Verdict.Failed) verdict)
        .findings().get(0).operations().stream().map(Operation::id).toList();
  }

  /** Such as {@code STALE_READ, WRITE_TWICE}. */
  static List<Breach> breaches(String names) {
    return Arrays.stream(names.split(", ")).map(Breach::valueOf).sorted().toList();
  }

  static void passes(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Passed.class);
  }
}
