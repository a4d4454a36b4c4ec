package dev.isochrone.chaos.check.linear;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The obvious way to tell whether one key was linearizable: try all orders. Shares nothing with the
 * search but the rule that it must obey.
 */
final class EveryOrder {
  /** A version that no answer and no read bears; the other is before all writes. */
  private static final Object UNSEEN = "unseen";

  private static final Object BEFORE = "before";

  private record There(Optional<String> value, Object version) {}

  private final List<Operation> operations = new ArrayList<>();
  private final Set<Version> shown = new HashSet<>();

  private EveryOrder(List<Operation> all) {
    for (Operation operation : all) {
      boolean isUseless = operation.action().isRead() && !operation.isAnswered();
      if (!operation.isRefused() && !isUseless) {
        operations.add(operation);
      }
      operation.written().ifPresent(shown::add);
      cells(operation).forEach(cell -> cell.version().ifPresent(shown::add));
    }
  }

  static boolean exists(List<Operation> operationsOfOneKey) {
    EveryOrder order = new EveryOrder(operationsOfOneKey);
    return order.exists(order.operations, new There(Optional.empty(), BEFORE));
  }

  private boolean exists(List<Operation> left, There there) {
    if (left.stream().noneMatch(Operation::isAnswered)) {
      return true;
    }
    for (Operation next : left) {
      boolean mayBeNext =
          left.stream().noneMatch(other -> other.isAnswered() && other.precedes(next));
      Optional<There> after = mayBeNext ? after(there, next) : Optional.empty();
      if (after.isPresent()) {
        List<Operation> rest = new ArrayList<>(left);
        rest.remove(next);
        if (exists(rest, after.get())) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<There> after(There there, Operation next) {
    Answer answer = next.answer().orElse(null);
    if (answer instanceof Answer.Seen) {
      return sees(there, cells(next)) ? Optional.of(there) : Optional.empty();
    }
    if (next.action() instanceof Action.WriteIf write) {
      boolean holds =
          write.expected().isEmpty() ? there.value.isEmpty() : is(there, write.expected().get());
      if (answer instanceof Answer.Mismatch mismatch) {
        boolean isFound = mismatch.found().map(found -> is(there, found)).orElse(true);
        boolean mayFail = !holds || (there.version == UNSEEN && write.expected().isPresent());
        return mayFail && isFound ? Optional.of(there) : Optional.empty();
      }
      return holds ? Optional.of(new There(next.value(), version(next))) : Optional.empty();
    }
    return Optional.of(new There(next.value(), version(next)));
  }

  private boolean sees(There there, List<Cell> cells) {
    if (cells.isEmpty()) {
      return there.value.isEmpty();
    }
    Cell cell = cells.get(0);
    return cells.size() == 1
        && cell.value().equals(there.value)
        && cell.version().map(version -> is(there, version)).orElse(true);
  }

  private boolean is(There there, Version version) {
    return there.version.equals(version) || (there.version == UNSEEN && !shown.contains(version));
  }

  /** That it was told; else the one that reads show with its value, which was written once. */
  private Object version(Operation write) {
    if (write.written().isPresent()) {
      return write.written().get();
    }
    Set<Version> told = new HashSet<>();
    operations.forEach(other -> other.written().ifPresent(told::add));
    for (Operation read : operations) {
      for (Cell cell : cells(read)) {
        if (cell.value().equals(write.value())
            && cell.version().isPresent()
            && !told.contains(cell.version().get())) {
          return cell.version().get();
        }
      }
    }
    return UNSEEN;
  }

  private static List<Cell> cells(Operation operation) {
    return operation.answer().orElse(null) instanceof Answer.Seen seen ? seen.cells() : List.of();
  }
}
