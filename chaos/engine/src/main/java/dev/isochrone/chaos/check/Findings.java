package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a checker has found so far. Of each breach at least one is kept, however many others come
 * before it.
 */
public final class Findings {
  private final List<Finding> kept = new ArrayList<>();
  private final Map<Breach, Integer> counts = new EnumMap<>(Breach.class);
  private Figures figures = Figures.NONE;
  private long all;

  /** Notes something that must not be, and what shows it. */
  public void add(Breach breach, String subject, String what, Operation... operations) {
    add(new Finding(breach, subject, what, List.of(operations)));
  }

  /** Notes something that must not be. */
  public void add(Finding finding) {
    all++;
    int alike = counts.merge(finding.breach(), 1, Integer::sum);
    if (kept.size() < Verdict.FINDINGS_MAX - Breach.values().length || alike == 1) {
      kept.add(finding);
    }
  }

  /** Notes a figure. */
  public void figure(String name, long value) {
    figures = figures.with(name, value);
  }

  /** Passed if nothing was found. */
  public Verdict verdict() {
    return all == 0
        ? new Verdict.Passed(figures)
        : new Verdict.Failed(kept, figures.with("findings", all));
  }

  /**
   * As {@link #verdict}, but inconclusive if nothing was judged: a check over nothing says nothing.
   *
   * @param what was to be judged, in the plural
   */
  public Verdict verdictOver(long judged, String what) {
    return judged == 0 ? verdictDespite("there were no " + what) : verdict();
  }

  /** Failed if something was found; else inconclusive, for that reason. */
  public Verdict verdictDespite(String reason) {
    return all == 0 ? new Verdict.Inconclusive(reason, figures) : verdict();
  }
}
