package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether nothing was lost without a word: every acknowledged write of rows that several regions
 * write is visible, or was overwritten by one who had seen it, or is recorded as lost; and no
 * record is of anything else.
 *
 * <p>Acknowledged writes without a version in their answer can't be accounted for, and make the
 * verdict inconclusive. Figures: {@code acknowledged}, {@code visible}, {@code overwritten}, {@code
 * recorded}, {@code withdrawn}; a write that was perhaps overwritten by an unknown one counts as
 * overwritten.
 */
public final class ConflictAccount {
  private final ConflictEvidence evidence;
  private final Findings findings = new Findings();
  private final Map<String, KeyAccount> accounts = new HashMap<>();
  private long acknowledged;
  private long visible;
  private long overwritten;
  private long recorded;
  private long nameless;

  private ConflictAccount(ConflictEvidence evidence) {
    this.evidence = evidence;
  }

  /**
   * Judges keys that the history writes.
   *
   * @param history all writes to its keys
   */
  public static Verdict check(History history, ConflictEvidence evidence) {
    ConflictAccount check = new ConflictAccount(evidence);
    history.byKey().forEach((key, all) -> check.accounts.put(key, new KeyAccount(all)));
    check.takeEvidence();
    check.accounts.forEach(check::judge);
    check.judgeRecords();
    check.findings.figure("acknowledged", check.acknowledged);
    check.findings.figure("visible", check.visible);
    check.findings.figure("overwritten", check.overwritten);
    check.findings.figure("recorded", check.recorded);
    check.findings.figure("withdrawn", check.withdrawn());
    return check.nameless > 0
        ? check.findings.verdictDespite(check.nameless + " answers named no version")
        : check.findings.verdictOver(check.acknowledged, "acknowledged writes");
  }

  private void takeEvidence() {
    for (ConflictEvidence.Birth birth : evidence.births()) {
      of(birth.key()).born(birth);
    }
    for (Dump.Row row : evidence.visible()) {
      of(row.key()).visible(row);
    }
    evidence.logs().values().stream()
        .flatMap(List::stream)
        .forEach(record -> of(record.key()).recorded(record));
  }

  private KeyAccount of(String key) {
    return accounts.computeIfAbsent(key, unused -> new KeyAccount(List.of()));
  }

  private void judge(String key, KeyAccount account) {
    if (!account.isWritten()) {
      return;
    }
    for (Operation write : account.acknowledged()) {
      acknowledged++;
      write
          .written()
          .ifPresentOrElse(version -> judge(key, account, write, version), () -> nameless++);
    }
    judgeVisible(key, account);
  }

  private void judge(String key, KeyAccount account, Operation write, Version version) {
    boolean isVisible = account.isVisible(version);
    boolean isRecorded = account.isRecorded(version);
    visible += isVisible ? 1 : 0;
    recorded += isRecorded ? 1 : 0;
    if (isVisible) {
      if (isRecorded) {
        findings.add(
            Breach.RECORDED_THOUGH_VISIBLE, key, version + " is recorded and visible", write);
      }
    } else if (account.isSeen(version)) {
      overwritten++;
      if (isRecorded) {
        findings.add(
            Breach.RECORDED_THOUGH_SEEN,
            key,
            version + " is recorded as lost, but was seen by a later writer",
            write);
      }
    } else if (account.isPerhapsSeen(version)) {
      overwritten += isRecorded ? 0 : 1;
    } else if (!isRecorded) {
      boolean withdrawn = account.isWithdrawn(version);
      findings.add(
          withdrawn ? Breach.WITHDRAWN_THOUGH_LOST : Breach.WRITE_UNACCOUNTED,
          key,
          version
              + " is not visible, nobody has seen it, and "
              + (withdrawn ? "its record was withdrawn" : "no log has it"),
          write);
    }
  }

  private void judgeVisible(String key, KeyAccount account) {
    for (Dump.Member member : account.visibleMembers()) {
      if (!account.mayHaveWritten(member)) {
        findings.add(Breach.VISIBLE_OF_NOBODY, key, member.version() + " was written by nobody");
      }
    }
    if (account.visibleMembers().size() == 1) {
      Version there = account.visibleMembers().get(0).version();
      account
          .greatestKnown()
          .filter(greatest -> greatest.compareTo(there) > 0)
          .ifPresent(
              greatest ->
                  findings.add(Breach.LESSER_VISIBLE, key, there + " is visible, not " + greatest));
    }
  }

  private void judgeRecords() {
    Set<ConflictEvidence.LossRecord> expected = null;
    String first = "";
    for (Map.Entry<String, List<ConflictEvidence.LossRecord>> log : evidence.logs().entrySet()) {
      Set<ConflictEvidence.LossRecord> records = new HashSet<>(log.getValue());
      judgeEach(log.getKey(), log.getValue());
      if (expected != null && !records.equals(expected)) {
        List<ConflictEvidence.LossRecord> differing = new ArrayList<>(records);
        differing.removeAll(expected);
        expected.stream().filter(record -> !records.contains(record)).forEach(differing::add);
        findings.add(
            Breach.RECORDS_DIFFER,
            log.getKey(),
            "other records than in " + first + ": " + differing);
      } else if (expected == null) {
        expected = records;
        first = log.getKey();
      }
    }
  }

  private void judgeEach(String region, List<ConflictEvidence.LossRecord> records) {
    Map<String, Set<Version>> losers = new HashMap<>();
    for (ConflictEvidence.LossRecord record : records) {
      KeyAccount account = of(record.key());
      String what = record.key() + ": " + record.loser();
      if (!losers.computeIfAbsent(record.key(), unused -> new HashSet<>()).add(record.loser())) {
        findings.add(Breach.RECORDED_TWICE, region, what + " is recorded twice");
      }
      if (record.winner().compareTo(record.loser()) <= 0) {
        findings.add(
            Breach.RECORD_UPSIDE_DOWN, region, what + " lost to the lesser " + record.winner());
      }
      if (account.isWritten() && !account.mayHaveWritten(record.loser())) {
        findings.add(Breach.RECORDED_OF_NOBODY, region, what + " was written by nobody");
      }
    }
  }

  private long withdrawn() {
    return evidence.logs().values().stream()
        .flatMap(List::stream)
        .filter(ConflictEvidence.LossRecord::withdrawn)
        .distinct()
        .count();
  }
}
