package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations of one key as calls of a {@link Register}.
 *
 * <p>A write of which no answer came has a version all the same, which reads may show: the version
 * that they show with its value, and that no answer bears, is that write's. If several such writes,
 * or versions, have one value, the version may be any. One that stands with no value anywhere is
 * one that nobody saw.
 */
final class RegisterCalls {
  /** Shows as no value that anybody can write. */
  private static final int NO_ONE_VALUE = -1;

  private final Set<Level> levels;
  private final Map<Optional<String>, Integer> values = new HashMap<>();
  private final Map<Optional<String>, Integer> unansweredWrites = new HashMap<>();
  private final Map<Optional<String>, NavigableSet<Version>> versionsOfUnanswered = new HashMap<>();
  private final NavigableSet<Version> bound = new TreeSet<>();
  private final Map<Version, Integer> numbers = new HashMap<>();

  private RegisterCalls(Set<Level> levels) {
    this.levels = levels;
    values.put(Optional.empty(), Register.ABSENT);
  }

  /**
   * What is refused had no effect and is left out, as is a read without an answer, or of another
   * level.
   *
   * @param operations all of one key
   */
  static List<Call<Register.Step>> of(List<Operation> operations, Set<Level> levels) {
    RegisterCalls calls = new RegisterCalls(levels);
    List<Operation> taken = operations.stream().filter(calls::isTaken).toList();
    taken.forEach(calls::noteWrite);
    taken.forEach(calls::noteRead);
    calls.numberVersions();
    return taken.stream().map(calls::call).toList();
  }

  private boolean isTaken(Operation operation) {
    if (operation.isRefused() || operation.action() instanceof Action.Add) {
      return false;
    }
    return operation.action() instanceof Action.Read read
        ? operation.isAnswered() && levels.contains(read.level())
        : !operation.action().isRead();
  }

  private void noteWrite(Operation operation) {
    if (!operation.action().isRead() && !isMiss(operation)) {
      operation
          .written()
          .ifPresentOrElse(
              bound::add, () -> unansweredWrites.merge(operation.value(), 1, Integer::sum));
    }
  }

  /** After all writes: what their answers bound is told from what only reads show. */
  private void noteRead(Operation operation) {
    cells(operation)
        .forEach(
            cell ->
                cell.version()
                    .filter(version -> !bound.contains(version))
                    .ifPresent(version -> unanswered(cell.value()).add(version)));
  }

  private NavigableSet<Version> unanswered(Optional<String> value) {
    return versionsOfUnanswered.computeIfAbsent(value, unused -> new TreeSet<>());
  }

  private void numberVersions() {
    versionsOfUnanswered.values().forEach(bound::addAll);
    bound.forEach(version -> numbers.put(version, numbers.size()));
  }

  private Call<Register.Step> call(Operation operation) {
    Register.Step step = step(operation);
    int version =
        step instanceof Register.See || isMiss(operation) ? -1 : state(operation).version();
    return new Call<>(
        Call.UNNUMBERED,
        step,
        operation.invokedNanos(),
        operation.ending() instanceof Ending.Ok ok ? ok.nanos() : Call.NEVER,
        version >= 0 ? OptionalInt.of(version) : OptionalInt.empty(),
        operation);
  }

  private Register.Step step(Operation operation) {
    Action action = operation.action();
    Optional<Answer> answer = operation.answer();
    if (action instanceof Action.Read) {
      return see(cells(operation));
    }
    if (action instanceof Action.WriteIf write) {
      Register.Condition condition = condition(write.expected());
      return answer.isPresent() && answer.get() instanceof Answer.Mismatch mismatch
          ? new Register.Miss(condition, number(mismatch.found()))
          : new Register.PutIf(condition, state(operation));
    }
    return new Register.Put(state(operation));
  }

  private Register.Step see(List<Cell> cells) {
    if (cells.size() > 1) {
      return new Register.See(NO_ONE_VALUE, Register.UNSAID);
    }
    return cells.isEmpty()
        ? new Register.See(Register.ABSENT, Register.UNSAID)
        : new Register.See(value(cells.get(0).value()), number(cells.get(0).version()));
  }

  private Register.Condition condition(Optional<Version> expected) {
    return new Register.Condition(expected.isEmpty(), number(expected));
  }

  private Register.State state(Operation write) {
    return new Register.State(
        value(write.value()),
        write.written().isPresent() ? number(write.written()) : unansweredVersion(write.value()));
  }

  private int unansweredVersion(Optional<String> value) {
    NavigableSet<Version> shown = versionsOfUnanswered.getOrDefault(value, new TreeSet<>());
    if (shown.isEmpty()) {
      return Register.UNSEEN;
    }
    boolean certain = shown.size() == 1 && unansweredWrites.getOrDefault(value, 0) == 1;
    return certain ? number(Optional.of(shown.first())) : Register.ANY;
  }

  private int number(Optional<Version> version) {
    return version.map(said -> numbers.getOrDefault(said, Register.UNSEEN)).orElse(Register.UNSAID);
  }

  private int value(Optional<String> value) {
    return values.computeIfAbsent(value, unused -> values.size());
  }

  private static boolean isMiss(Operation operation) {
    return operation.answer().filter(answer -> answer instanceof Answer.Mismatch).isPresent();
  }

  private static List<Cell> cells(Operation operation) {
    List<Cell> cells = new ArrayList<>();
    operation
        .answer()
        .ifPresent(
            answer -> {
              if (answer instanceof Answer.Seen seen) {
                cells.addAll(seen.cells());
              }
            });
    return cells;
  }
}
