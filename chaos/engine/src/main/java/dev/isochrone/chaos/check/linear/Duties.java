package dev.isochrone.chaos.check.linear;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that fit one state only, and the state that they fit: a read of a value that was written
 * once must come while the value is there, and a change on the condition of a version must be the
 * change right behind it. So a state must not be left while such calls are unplaced.
 *
 * <p>This is what makes histories with distinct values cheap to judge (P. Gibbons and E. Korach,
 * <i>Testing shared memories</i>, 1997: there the problem is polynomial). Holds for every part of
 * the calls too, since a part explains no more.
 */
final class Duties<S> {
  private static final List<Integer> NONE = List.of();

  private final Map<S, List<Integer>> byState = new HashMap<>();

  private Duties() {}

  /**
   * @param calls all of a key, numbered
   */
  static <S, C> Duties<S> of(Model<S, C> model, List<Call<C>> calls) {
    Duties<S> duties = new Duties<>();
    List<Call<C>> changes =
        calls.stream().filter(call -> model.leaves(call.step()) != null).toList();
    for (Call<C> call : calls) {
      boolean mayBeFirst = model.after(model.initial(), call.step()) != null;
      S only = call.isUnknown() || mayBeFirst ? null : onlyState(model, call, changes);
      if (only != null) {
        duties.byState.computeIfAbsent(only, unused -> new ArrayList<>()).add(call.number());
      }
    }
    return duties;
  }

  /** The numbers of the calls that must come while this is the state, or end it. */
  List<Integer> of(S state) {
    return byState.getOrDefault(state, NONE);
  }

  private static <S, C> @Nullable S onlyState(
      Model<S, C> model, Call<C> call, List<Call<C>> changes) {
    S only = null;
    for (Call<C> change : changes) {
      if (model.explains(change.step(), call.step())) {
        if (only != null) {
          return null;
        }
        only = model.leaves(change.step());
      }
    }
    return only;
  }
}
