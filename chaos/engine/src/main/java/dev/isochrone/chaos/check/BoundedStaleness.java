package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Answer;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether reads are as fresh as they were asked to be, and as they say they are: one that may be
 * {@code d} old shows every write that was acknowledged more than {@code d} before it was asked. Of
 * one that was to be no older than a bound, the bound; of any whose answer states a staleness,
 * that.
 *
 * <p>Measured on the harness's clock alone: the servers' clocks are the suspects. Figures: {@code
 * bounded_reads}, {@code stating_reads}, and {@code stale_ns}: how old the oldest of all these
 * reads provably was.
 */
public final class BoundedStaleness {
  private final long toleranceNanos;
  private final Findings findings = new Findings();
  private long boundedReads;
  private long statingReads;
  private long oldestNanos;

  private BoundedStaleness(long toleranceNanos) {
    this.toleranceNanos = toleranceNanos;
  }

  /**
   * Judges every answered read with a bound, or that states its staleness.
   *
   * @param history all writes to its keys, with versions
   * @param toleranceNanos by how much servers' clocks may differ
   */
  public static Verdict check(History history, long toleranceNanos) {
    BoundedStaleness check = new BoundedStaleness(toleranceNanos);
    history.byKey().forEach(check::judge);
    check.findings.figure("bounded_reads", check.boundedReads);
    check.findings.figure("stating_reads", check.statingReads);
    check.findings.figure("stale_ns", check.oldestNanos);
    return check.findings.verdictOver(
        check.boundedReads + check.statingReads,
        "reads with a bound, or that say how old they are");
  }

  private void judge(String key, List<Operation> operations) {
    KeyBook book = new KeyBook(operations);
    List<Floors.Floor> writes = book.acknowledged();
    Floors acknowledged = Floors.of(writes);
    book.reads()
        .forEach(
            read -> {
              OptionalLong bound = bound(read);
              OptionalLong stated = stated(read);
              boundedReads += bound.isPresent() ? 1 : 0;
              statingReads += stated.isPresent() ? 1 : 0;
              bound.ifPresent(
                  nanos -> judge(Breach.OLDER_THAN_BOUND, key, book, read, acknowledged, nanos));
              stated.ifPresent(
                  nanos -> judge(Breach.OLDER_THAN_STATED, key, book, read, acknowledged, nanos));
              if (bound.isPresent() || stated.isPresent()) {
                oldestNanos = Math.max(oldestNanos, age(book, read, writes));
              }
            });
  }

  private void judge(
      Breach breach, String key, KeyBook book, Operation read, Floors acknowledged, long nanos) {
    long mustShow = read.invokedNanos() - nanos - toleranceNanos;
    acknowledged
        .before(mustShow)
        .filter(floor -> !book.reaches(read, floor.version()))
        .ifPresent(
            floor ->
                findings.add(
                    breach,
                    key,
                    floor.version()
                        + " was acknowledged "
                        + (read.invokedNanos() - floor.by().endedNanos().orElseThrow())
                        + " ns before, and is not shown; allowed were "
                        + nanos,
                    floor.by(),
                    read));
  }

  /** How long before the read the first write was acknowledged that it does not show. */
  private static long age(KeyBook book, Operation read, List<Floors.Floor> writes) {
    return writes.stream()
        .filter(write -> write.by().precedes(read) && !book.reaches(read, write.version()))
        .mapToLong(write -> read.invokedNanos() - write.by().endedNanos().orElseThrow())
        .max()
        .orElse(0);
  }

  private static OptionalLong bound(Operation read) {
    return read.action() instanceof Action.Read asked ? asked.boundNanos() : OptionalLong.empty();
  }

  private static OptionalLong stated(Operation read) {
    return read.answer().orElse(null) instanceof Answer.Seen seen
        ? seen.staleNanos()
        : OptionalLong.empty();
  }
}
