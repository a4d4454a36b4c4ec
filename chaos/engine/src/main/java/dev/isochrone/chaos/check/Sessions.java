package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Level;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The four session guarantees (D. Terry and others, <i>Session guarantees for weakly consistent
 * replicated data</i>, 1994), key by key, in whatever region the session asks: it reads its own
 * writes, its reads never go back, its writes have their order, and they follow what it read.
 *
 * <p>A row with siblings counts as its greatest version. Figures: {@code sessions}, {@code reads},
 * {@code writes}.
 */
public final class Sessions {
  private final Set<Level> levels;
  private final Findings findings = new Findings();
  private long sessions;
  private long reads;
  private long writes;

  private Sessions(Set<Level> levels) {
    this.levels = levels;
  }

  /**
   * Judges what was done in sessions; what was done in none is left out.
   *
   * @param levels of the reads that keep the guarantees
   */
  public static Verdict check(History history, Set<Level> levels) {
    Sessions check = new Sessions(Set.copyOf(levels));
    history
        .byKey()
        .forEach(
            (key, all) -> {
              KeyBook book = new KeyBook(all);
              all.stream()
                  .filter(operation -> !operation.client().session().isEmpty())
                  .collect(
                      Collectors.groupingBy(
                          operation -> operation.client().session(),
                          TreeMap::new,
                          Collectors.toList()))
                  .forEach((session, own) -> check.judge(key, book, own));
            });
    check.findings.figure("sessions", check.sessions);
    check.findings.figure("reads", check.reads);
    check.findings.figure("writes", check.writes);
    return check.findings.verdictOver(check.reads + check.writes, "operations in sessions");
  }

  /**
   * @param book of all that was done to the key, by which versions are known
   */
  private void judge(String key, KeyBook book, List<Operation> own) {
    sessions++;
    List<Operation> ownReads = own.stream().filter(this::isRead).toList();
    Floors written = Floors.of(new KeyBook(own).acknowledged());
    Floors read = Floors.of(book.shown(ownReads.stream()));
    for (Operation operation : ownReads) {
      reads++;
      written
          .before(operation.invokedNanos())
          .filter(floor -> !book.reaches(operation, floor.version()))
          .ifPresent(floor -> found(Breach.OWN_WRITE_UNSEEN, key, floor, operation));
      read.before(operation.invokedNanos())
          .filter(floor -> !book.reaches(operation, floor.version()))
          .ifPresent(floor -> found(Breach.READ_WENT_BACK, key, floor, operation));
    }
    own.stream()
        .filter(Operation::isAcknowledgedWrite)
        .forEach(
            write -> {
              writes++;
              long asked = write.invokedNanos();
              judgeWrite(Breach.WRITES_OUT_OF_ORDER, key, written.before(asked), write);
              judgeWrite(Breach.WRITE_BEFORE_ITS_CAUSE, key, read.before(asked), write);
            });
  }

  private boolean isRead(Operation operation) {
    return operation.isAnswered()
        && operation.action() instanceof Action.Read read
        && levels.contains(read.level());
  }

  private void judgeWrite(
      Breach breach, String key, Optional<Floors.Floor> floor, Operation write) {
    write
        .written()
        .flatMap(version -> floor.filter(known -> version.compareTo(known.version()) <= 0))
        .ifPresent(known -> found(breach, key, known, write));
  }

  private void found(Breach breach, String key, Floors.Floor floor, Operation operation) {
    Optional<Version> version = operation.written();
    findings.add(
        breach,
        key,
        "session "
            + operation.client().session()
            + " knew "
            + floor.version()
            + ", and then "
            + version.map(written -> "wrote " + written).orElse("read less"),
        floor.by(),
        operation);
  }
}
