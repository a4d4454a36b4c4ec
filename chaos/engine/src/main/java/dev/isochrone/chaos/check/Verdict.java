package dev.isochrone.chaos.check;

import java.util.List;

/** What a checker has to say. */
public sealed interface Verdict {
  /** What was counted and measured on the way. */
  Figures figures();

  /** Nothing that must not be was found, and everything was looked at. */
  record Passed(Figures figures) implements Verdict {}

  /**
   * Something must not be.
   *
   * @param findings at least one, at most {@link #FINDINGS_MAX}; all are counted in the figure
   *     {@code findings}
   */
  record Failed(List<Finding> findings, Figures figures) implements Verdict {
    public Failed {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("failed, but nothing was found");
      }
    }
  }

  /** Nothing was found, but not everything could be looked at: no reason to be content. */
  record Inconclusive(String reason, Figures figures) implements Verdict {}

  /** How many findings a verdict tells in full. */
  int FINDINGS_MAX = 100;
}
