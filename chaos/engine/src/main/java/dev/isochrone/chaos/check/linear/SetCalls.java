package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The operations of one key as calls of a {@link GrowingSet}. */
final class SetCalls {
  private final Map<String, Integer> elements = new HashMap<>();

  private SetCalls() {}

  /**
   * What is refused had no effect and is left out, as is a read without an answer.
   *
   * @param operations all of one key
   */
  static List<Call<GrowingSet.Step>> of(List<Operation> operations) {
    SetCalls calls = new SetCalls();
    List<Call<GrowingSet.Step>> all = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.action() instanceof Action.Add add && !operation.isRefused()) {
        all.add(call(operation, new GrowingSet.Add(calls.number(add.element()))));
      } else if (operation.ending() instanceof Ending.Ok ok
          && ok.answer() instanceof Answer.Contents contents) {
        all.add(call(operation, new GrowingSet.See(calls.numbers(contents.elements()))));
      }
    }
    return all;
  }

  private static Call<GrowingSet.Step> call(Operation operation, GrowingSet.Step step) {
    long to = operation.ending() instanceof Ending.Ok ok ? ok.nanos() : Call.NEVER;
    return new Call<>(
        Call.UNNUMBERED, step, operation.invokedNanos(), to, OptionalInt.empty(), operation);
  }

  private BitSet numbers(List<String> seen) {
    BitSet numbers = new BitSet();
    seen.forEach(element -> numbers.set(number(element)));
    return numbers;
  }

  private int number(String element) {
    return elements.computeIfAbsent(element, unused -> elements.size());
  }
}
