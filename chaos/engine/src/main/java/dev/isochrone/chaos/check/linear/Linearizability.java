package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.check.Breach;
import dev.isochrone.chaos.check.Finding;
import dev.isochrone.chaos.check.Findings;
import dev.isochrone.chaos.check.Verdict;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Whether every key behaved as if its operations came one after the other, each at some instant
 * between asking and answer. A history is linearizable if each of its keys is (M. Herlihy and J.
 * Wing, <i>Linearizability: a correctness condition for concurrent objects</i>, 1990), so each is
 * looked at alone.
 *
 * <p>An operation whose outcome is unknown may take effect at any time after it was asked, or
 * never. A refused one had no effect: a history where it had one is not linearizable.
 *
 * <p>Figures: {@code keys}, {@code operations}, {@code unknown} among them, {@code configurations}
 * of the most expensive key, {@code undecided_keys}.
 */
public final class Linearizability {
  private final LinearLimits limits;
  private final Findings findings = new Findings();
  private final List<String> undecided = new ArrayList<>();
  private long operations;
  private long unknown;
  private long configurations;

  private Linearizability(LinearLimits limits) {
    this.limits = limits;
  }

  /**
   * Of keys that hold one value. With versions in the answers, a condition on a version is held
   * against the version; a value written twice without an answer makes that lenient.
   */
  public static Verdict ofRegisters(History history, LinearLimits limits) {
    return new Linearizability(limits)
        .check(
            history, new Register(), operations -> RegisterCalls.of(operations, limits.levels()));
  }

  /** Of keys that hold a set, to which elements are added. */
  public static Verdict ofSets(History history, LinearLimits limits) {
    return new Linearizability(limits).check(history, new GrowingSet(), SetCalls::of);
  }

  private <S, C> Verdict check(
      History history, Model<S, C> model, Function<List<Operation>, List<Call<C>>> callsOf) {
    Map<String, List<Operation>> byKey = history.byKey();
    byKey.forEach((key, all) -> check(key, model, callsOf.apply(all)));
    findings.figure("keys", byKey.size());
    findings.figure("operations", operations);
    findings.figure("unknown", unknown);
    findings.figure("configurations", configurations);
    findings.figure("undecided_keys", undecided.size());
    return undecided.isEmpty()
        ? findings.verdictOver(operations, "operations that must be linearizable")
        : findings.verdictDespite(
            "more than " + limits.configurationsMax() + " configurations of " + undecided);
  }

  private <S, C> void check(String key, Model<S, C> model, List<Call<C>> all) {
    operations += all.size();
    unknown += all.stream().filter(Call::isUnknown).count();
    List<Call<C>> calls = numbered(withoutTheIrrelevant(model, all));
    Duties<S> duties = Duties.of(model, calls);
    Search<S, C> search = new Search<>(model, calls, duties, limits.configurationsMax());
    Search.End end = search.run();
    configurations = Math.max(configurations, search.configurations());
    if (end == Search.End.TOO_MANY) {
      undecided.add(key);
    } else if (end == Search.End.NONE) {
      Shrinker<S, C> shrinker = new Shrinker<>(model, duties, limits.shrinkConfigurationsMax());
      findings.add(finding(key, shrinker.shrink(calls)));
    }
  }

  /** An unknown change that nothing is explained by may as well not have happened. */
  private static <S, C> List<Call<C>> withoutTheIrrelevant(Model<S, C> model, List<Call<C>> calls) {
    return calls.stream()
        .filter(
            call ->
                !call.isUnknown()
                    || calls.stream().anyMatch(other -> model.explains(call.step(), other.step())))
        .toList();
  }

  private static <C> List<Call<C>> numbered(List<Call<C>> calls) {
    return IntStream.range(0, calls.size()).mapToObj(i -> calls.get(i).numbered(i)).toList();
  }

  private static <C> Finding finding(String key, List<Call<C>> few) {
    Call<C> last =
        few.stream()
            .filter(call -> !call.isUnknown())
            .max(Comparator.comparingLong(Call::to))
            .orElseThrow();

    return new Finding(
        Breach.NOT_LINEARIZABLE,
        key,
        "no order of these "
            + few.size()
            + " operations explains them; that shows at the end of number "
            + last.shown().id(),
        few.stream().map(Call::shown).toList());
  }
}
