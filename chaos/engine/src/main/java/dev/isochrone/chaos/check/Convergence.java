package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Version;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether replicas have the same: keys, versions, values, deletions, siblings and metadata. Equal
 * digests would say so too, but not where the difference is.
 *
 * <p>Each is held against the first replica that has the key. Figures: {@code replicas}, {@code
 * rows}, {@code tombstones}, {@code siblings}.
 */
public final class Convergence {
  private final List<Dump> dumps;
  private final Findings findings = new Findings();
  private long tombstones;
  private long siblings;

  private Convergence(List<Dump> dumps) {
    this.dumps = dumps;
  }

  /** All dumps must hold the same keys: of tables that every one of these replicas has whole. */
  public static Verdict check(List<Dump> dumps) {
    Convergence check = new Convergence(List.copyOf(dumps));
    SortedMap<String, Map<String, Dump.Row>> byKey = check.byKey();
    byKey.forEach(check::judge);
    check.findings.figure("replicas", dumps.size());
    check.findings.figure("rows", byKey.size());
    check.findings.figure("tombstones", check.tombstones);
    check.findings.figure("siblings", check.siblings);
    return dumps.size() < 2
        ? check.findings.verdictDespite("one replica is always like itself")
        : check.findings.verdictOver(byKey.size(), "rows");
  }

  /** By key, then by replica. */
  private SortedMap<String, Map<String, Dump.Row>> byKey() {
    SortedMap<String, Map<String, Dump.Row>> byKey = new TreeMap<>();
    for (Dump dump : dumps) {
      String last = null;
      for (Dump.Row row : dump.rows()) {
        if (last != null && last.compareTo(row.key()) >= 0) {
          outOfOrder(dump, row.key() + " stands after " + last);
        }
        last = row.key();
        judgeOrder(dump, row);
        byKey.computeIfAbsent(row.key(), unused -> new TreeMap<>()).put(dump.replica(), row);
      }
    }
    return byKey;
  }

  private void judgeOrder(Dump dump, Dump.Row row) {
    List<Version> versions = row.members().stream().map(Dump.Member::version).toList();
    List<Version> ascending = versions.stream().sorted().distinct().toList();
    if (versions.isEmpty() || !versions.equals(ascending)) {
      outOfOrder(dump, row.key() + " has versions " + versions);
    }
  }

  private void outOfOrder(Dump dump, String what) {
    findings.add(Breach.DUMP_OUT_OF_ORDER, dump.replica(), what);
  }

  private void judge(String key, Map<String, Dump.Row> byReplica) {
    Dump first =
        dumps.stream()
            .filter(dump -> byReplica.containsKey(dump.replica()))
            .findFirst()
            .orElseThrow();
    Dump.Row expected = of(byReplica, first);
    siblings += expected.members().size() > 1 ? 1 : 0;
    tombstones += expected.members().stream().filter(member -> member.value().isEmpty()).count();
    for (Dump dump : dumps) {
      Dump.Row row = byReplica.get(dump.replica());
      String pair = key + ", " + dump.replica() + " against " + first.replica() + ": ";
      if (row == null) {
        findings.add(Breach.ROW_MISSING, dump.replica(), pair + "there is none");
      } else if (!row.equals(expected)) {
        differ(dump.replica(), pair, row.members(), expected.members());
      }
    }
  }

  private static Dump.Row of(Map<String, Dump.Row> byReplica, Dump dump) {
    Dump.Row row = byReplica.get(dump.replica());
    if (row == null) {
      throw new AssertionError(dump.replica());
    }
    return row;
  }

  private void differ(
      String replica, String pair, List<Dump.Member> members, List<Dump.Member> expected) {
    if (members.size() != expected.size()) {
      findings.add(
          Breach.SIBLINGS_DIFFER, replica, pair + members.size() + " for " + expected.size());
      return;
    }
    for (int i = 0; i < members.size(); i++) {
      if (!members.get(i).equals(expected.get(i))) {
        findings.add(
            breach(members.get(i), expected.get(i)),
            replica,
            pair + members.get(i) + " for " + expected.get(i));
      }
    }
  }

  private static Breach breach(Dump.Member one, Dump.Member other) {
    if (!one.version().equals(other.version())) {
      return Breach.VERSIONS_DIFFER;
    }
    if (one.value().isPresent() != other.value().isPresent()) {
      return Breach.TOMBSTONES_DIFFER;
    }
    return one.value().equals(other.value()) ? Breach.METADATA_DIFFERS : Breach.VALUES_DIFFER;
  }
}
