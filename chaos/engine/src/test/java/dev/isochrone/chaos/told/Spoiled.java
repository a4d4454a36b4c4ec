package dev.isochrone.chaos.told;

import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Histories in which some client was told something else. Most are wrong then, not all. */
public final class Spoiled {
  private Spoiled() {}

  /** The same history, but for what one operation was told; itself if there is none to spoil. */
  public static History of(History history, RandomGenerator random) {
    List<Operation> operations = new ArrayList<>(history.operations());
    List<Operation> told = operations.stream().filter(Operation::isAnswered).toList();
    if (told.isEmpty()) {
      return history;
    }
    Operation one = told.get(random.nextInt(told.size()));
    operations.set(operations.indexOf(one), spoiled(one, operations, random));
    return new History(history.provenance(), operations, history.faults());
  }

  private static Operation spoiled(
      Operation one, List<Operation> operations, RandomGenerator random) {
    Answer answer = one.answer().orElseThrow();
    if (answer instanceof Answer.Seen seen) {
      List<Cell> cells = cells(one.key(), operations);
      List<Cell> other =
          cells.isEmpty() || random.nextInt(4) == 0
              ? List.of()
              : List.of(cells.get(random.nextInt(cells.size())));
      return told(one, new Answer.Seen(other, seen.staleNanos()));
    }
    if (answer instanceof Answer.Mismatch) {
      return told(one, new Answer.Written(Optional.empty()));
    }
    boolean isConditional = new Answer.Mismatch(Optional.empty()).fits(one.action());
    return isConditional && random.nextBoolean()
        ? told(one, new Answer.Mismatch(Optional.empty()))
        : one.ending(new Ending.Failed(one.endedNanos().orElseThrow(), "SPOILED"));
  }

  private static Operation told(Operation one, Answer other) {
    return one.ending(new Ending.Ok(one.endedNanos().orElseThrow(), other));
  }

  /** All that reads of the key may show. */
  private static List<Cell> cells(String key, List<Operation> operations) {
    List<Cell> cells = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.key().equals(key)) {
        if (operation.isAcknowledgedWrite()) {
          cells.add(new Cell(operation.written(), operation.value()));
        } else if (operation.answer().orElse(null) instanceof Answer.Seen seen) {
          cells.addAll(seen.cells());
        } else if (operation.isRefused() && operation.value().isPresent()) {
          cells.add(new Cell(Optional.empty(), operation.value()));
        }
      }
    }
    return cells;
  }
}
