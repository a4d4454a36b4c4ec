package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Cell;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether versions follow real time where they should: a strong read shows no less than what was
 * acknowledged, or strongly read, before it was asked, and nothing that was asked for only after it
 * had ended; a later write has a greater version; a version is one value, and a value one version.
 *
 * <p>Weaker than a search for an order, since it believes versions; and linear, so it looks at
 * histories of any length, and names the two operations at once. For keys with one home, with
 * distinct values, whose writes all stand in the history. Figures: {@code strong_reads}, {@code
 * writes}, {@code untold} reads whose version is not known.
 */
public final class StrongReads {
  private final Set<Level> levels;
  private final Findings findings = new Findings();
  private long strongReads;
  private long writes;
  private long untold;

  private StrongReads(Set<Level> levels) {
    this.levels = levels;
  }

  /**
   * Judges reads of these levels, and all writes.
   *
   * @param levels which promise to be strong
   */
  public static Verdict check(History history, Set<Level> levels) {
    StrongReads check = new StrongReads(Set.copyOf(levels));
    history.byKey().forEach(check::judge);
    check.findings.figure("strong_reads", check.strongReads);
    check.findings.figure("writes", check.writes);
    check.findings.figure("untold", check.untold);
    return check.findings.verdictOver(check.strongReads + check.writes, "reads or writes");
  }

  private void judge(String key, List<Operation> operations) {
    KeyBook book = new KeyBook(operations);
    List<Operation> strong = book.reads().filter(this::isStrong).toList();
    Floors acknowledged = Floors.of(book.acknowledged());
    Floors seen = Floors.of(book.shown(strong.stream()));
    for (Operation read : strong) {
      strongReads++;
      untold += book.isUntold(read) ? 1 : 0;
      judgeFloor(key, book, read, acknowledged.before(read.invokedNanos()));
      judgeFloor(key, book, read, seen.before(read.invokedNanos()));
      KeyBook.cells(read).forEach(cell -> judgeSource(key, book, read, cell));
    }
    for (Operation write : book.writes()) {
      writes++;
      judgeWrite(key, write, acknowledged.before(write.invokedNanos()));
    }
    judgeIdentities(key, book);
  }

  private boolean isStrong(Operation operation) {
    return operation.action() instanceof Action.Read read && levels.contains(read.level());
  }

  private void judgeFloor(String key, KeyBook book, Operation read, Optional<Floors.Floor> floor) {
    floor
        .filter(known -> !book.reaches(read, known.version()))
        .ifPresent(
            known ->
                findings.add(
                    Breach.STALE_READ,
                    key,
                    shown(book, read) + " was read after " + known.version() + " was known",
                    known.by(),
                    read));
  }

  private static String shown(KeyBook book, Operation read) {
    return book.shown(read).map(Version::toString).orElse("nothing");
  }

  private void judgeSource(String key, KeyBook book, Operation read, Cell cell) {
    List<Operation> writers =
        cell.value()
            .map(book::writesOf)
            .orElseGet(
                () ->
                    book.writes().stream()
                        .filter(write -> write.action() instanceof Action.Delete)
                        .toList());
    List<Operation> able = writers.stream().filter(StrongReads::mayHaveWritten).toList();
    String what = cell.value().map(value -> "value " + value).orElse("a deletion");
    if (able.isEmpty()) {
      Operation[] shown = with(writers, read);
      findings.add(
          Breach.READ_OF_NOBODY,
          key,
          what + (writers.isEmpty() ? " was written by nobody" : " was refused") + ", but read",
          shown);
    } else if (able.stream().allMatch(read::precedes)) {
      findings.add(
          Breach.READ_OF_THE_FUTURE,
          key,
          what + " was read before it was written",
          with(able, read));
    }
  }

  private static boolean mayHaveWritten(Operation write) {
    return write.isAcknowledgedWrite() || write.isUnknown();
  }

  private static Operation[] with(List<Operation> some, Operation last) {
    Operation[] all = some.toArray(new Operation[some.size() + 1]);
    all[some.size()] = last;
    return all;
  }

  private void judgeWrite(String key, Operation write, Optional<Floors.Floor> floor) {
    if (write.written().isEmpty() || floor.isEmpty()) {
      return;
    }
    Version version = write.written().get();
    if (version.compareTo(floor.get().version()) <= 0) {
      findings.add(
          Breach.VERSION_WENT_BACK,
          key,
          version + " was written after " + floor.get().version(),
          floor.get().by(),
          write);
    }
  }

  /** Over everything that names a version: answers to writes, and reads of any level. */
  private void judgeIdentities(String key, KeyBook book) {
    Identities identities = new Identities(key);
    for (Operation write : book.writes()) {
      write.written().ifPresent(version -> identities.note(version, write.value(), book, write));
    }
    book.reads()
        .forEach(
            read ->
                KeyBook.cells(read)
                    .forEach(
                        cell ->
                            cell.version()
                                .ifPresent(
                                    version ->
                                        identities.note(version, cell.value(), book, read))));
  }

  private final class Identities {
    private record Named(Version version, Optional<String> value, Operation by) {}

    private final String key;
    private final Map<Version, Named> byVersion = new HashMap<>();
    private final Map<String, Named> byValue = new HashMap<>();
    private final Set<Object> told = new HashSet<>();

    Identities(String key) {
      this.key = key;
    }

    void note(Version version, Optional<String> value, KeyBook book, Operation by) {
      Named named = new Named(version, value, by);
      Named alike = byVersion.putIfAbsent(version, named);
      boolean isSecondWrite = alike != null && bothWrote(alike.by, by);
      if (alike != null && (!alike.value.equals(value) || isSecondWrite) && told.add(version)) {
        findings.add(Breach.VERSION_TWICE, key, version + " is of two writes", alike.by, by);
      }
      if (value.isPresent() && book.writesOf(value.get()).size() == 1) {
        Named once = byValue.putIfAbsent(value.get(), named);
        if (once != null && !once.version.equals(version) && told.add(value.get())) {
          findings.add(
              Breach.WRITE_TWICE,
              key,
              value.get() + " was written once and is " + once.version + " and " + version,
              once.by,
              by);
        }
      }
    }

    private static boolean bothWrote(Operation one, Operation other) {
      return one.isAcknowledgedWrite() && other.isAcknowledgedWrite();
    }
  }
}
