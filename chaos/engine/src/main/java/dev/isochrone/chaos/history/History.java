package dev.isochrone.chaos.history;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What happened, as its clients saw it.
 *
 * @param operations in the order in which they were asked
 * @param faults in the order of time
 */
public record History(Provenance provenance, List<Operation> operations, List<FaultEvent> faults) {
  private static final Comparator<Operation> ASKED =
      Comparator.comparingLong(Operation::invokedNanos).thenComparingLong(Operation::id);

  public History {
    operations = operations.stream().sorted(ASKED).toList();
    faults = faults.stream().sorted(Comparator.comparingLong(FaultEvent::nanos)).toList();
    Set<Long> ids = new HashSet<>();
    for (Operation operation : operations) {
      if (!ids.add(operation.id())) {
        throw new IllegalArgumentException("two operations are number " + operation.id());
      }
    }
  }

  /** The history of these operations alone, under the same faults. */
  public History only(Predicate<Operation> which) {
    return new History(provenance, operations.stream().filter(which).toList(), faults);
  }

  /** The operations by their key, in the order of asking. */
  public SortedMap<String, List<Operation>> byKey() {
    return operations.stream()
        .collect(Collectors.groupingBy(Operation::key, TreeMap::new, Collectors.toList()));
  }
}
