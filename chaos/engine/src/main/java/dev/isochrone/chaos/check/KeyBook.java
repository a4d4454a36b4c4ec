package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The writes and reads of one key, and which version each read showed. A read whose answer names no
 * version is known by its value, if that was written once.
 */
final class KeyBook {
  private final List<Operation> writes;
  private final List<Operation> reads;
  private final Map<String, List<Operation>> writesByValue = new HashMap<>();

  /**
   * @param operations of one key, all of its writes among them
   */
  KeyBook(List<Operation> operations) {
    writes = operations.stream().filter(each -> !each.action().isRead()).toList();
    reads =
        operations.stream()
            .filter(each -> each.answer().orElse(null) instanceof Answer.Seen)
            .toList();
    for (Operation write : writes) {
      write
          .value()
          .ifPresent(
              value ->
                  writesByValue.computeIfAbsent(value, unused -> new ArrayList<>()).add(write));
    }
  }

  List<Operation> writes() {
    return writes;
  }

  /** Reads that were answered, of the levels that the caller is about. */
  Stream<Operation> reads() {
    return reads.stream();
  }

  /** The writes that tried to put a value. */
  List<Operation> writesOf(String value) {
    return writesByValue.getOrDefault(value, List.of());
  }

  /** Acknowledged writes, by the versions that they were told. */
  List<Floors.Floor> acknowledged() {
    List<Floors.Floor> floors = new ArrayList<>();
    for (Operation write : writes) {
      write.written().ifPresent(version -> floors.add(new Floors.Floor(version, write)));
    }
    return floors;
  }

  /** What these reads showed, where that is known. */
  List<Floors.Floor> shown(Stream<Operation> some) {
    List<Floors.Floor> floors = new ArrayList<>();
    some.forEach(
        read -> shown(read).ifPresent(version -> floors.add(new Floors.Floor(version, read))));
    return floors;
  }

  /** The greatest version that a read showed; empty if it showed none, or none that is known. */
  Optional<Version> shown(Operation read) {
    return cells(read).stream().flatMap(cell -> version(cell).stream()).max(Version::compareTo);
  }

  /** Whether a read showed values, and it can't be told which versions they are. */
  boolean isUntold(Operation read) {
    return !cells(read).isEmpty() && shown(read).isEmpty();
  }

  /**
   * Whether a read shows at least this version.
   *
   * <p>One that shows nothing at all does if the key may have been deleted since; one whose version
   * is untold is believed.
   */
  boolean reaches(Operation read, Version floor) {
    if (cells(read).isEmpty()) {
      return writes.stream().anyMatch(write -> mayHaveDeleted(write, floor, read));
    }
    return shown(read).map(version -> version.compareTo(floor) >= 0).orElse(true);
  }

  static List<Cell> cells(Operation read) {
    return read.answer().orElse(null) instanceof Answer.Seen seen ? seen.cells() : List.of();
  }

  private static boolean mayHaveDeleted(Operation write, Version floor, Operation read) {
    return write.action() instanceof Action.Delete
        && !write.isRefused()
        && !read.precedes(write)
        && write.written().map(version -> version.compareTo(floor) >= 0).orElse(true);
  }

  private Optional<Version> version(Cell cell) {
    if (cell.version().isPresent() || cell.value().isEmpty()) {
      return cell.version();
    }
    List<Operation> writers = writesOf(cell.value().get());
    return writers.size() == 1 ? writers.get(0).written() : Optional.empty();
  }
}
