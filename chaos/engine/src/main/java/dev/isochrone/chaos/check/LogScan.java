package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.HybridTime;
import dev.isochrone.chaos.history.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether logs keep what reads elsewhere rely on: times grow in the order of the log, whoever led;
 * what was closed stays closed; replicas have one log; and a term has one leader.
 *
 * <p>Figures: {@code logs}, {@code entries}, {@code versions}, {@code leaderships}.
 */
public final class LogScan {
  private record Place(String partition, long number) {}

  private final Findings findings = new Findings();
  private final Map<Place, PartitionLog.Entry> entries = new HashMap<>();
  private final Map<Place, String> leaders = new HashMap<>();
  private long scanned;
  private long versions;

  private LogScan() {}

  /** Scans whole logs, or ends of them; the leaders of terms are from wherever they were seen. */
  public static Verdict check(List<PartitionLog> logs, List<PartitionLog.Leadership> leaderships) {
    LogScan scan = new LogScan();
    logs.forEach(scan::judge);
    leaderships.forEach(scan::judge);
    scan.findings.figure("logs", logs.size());
    scan.findings.figure("entries", scan.scanned);
    scan.findings.figure("versions", scan.versions);
    scan.findings.figure("leaderships", leaderships.size());
    return scan.findings.verdictOver(scan.scanned, "log entries");
  }

  private void judge(PartitionLog log) {
    Optional<PartitionLog.Entry> before = Optional.empty();
    Optional<HybridTime> last = Optional.empty();
    Optional<HybridTime> closed = Optional.empty();
    for (PartitionLog.Entry entry : log.entries()) {
      scanned++;
      before.ifPresent(previous -> judgeOrder(log, previous, entry));
      last.ifPresent(time -> judgeTime(log, time, entry));
      closed.ifPresent(time -> judgeClosed(log, time, entry));
      judgeAlone(log, entry);
      judgeCopies(log, entry);
      before = Optional.of(entry);
      last = Optional.of(greater(last, entry.last()));
      closed = Optional.of(greater(closed, entry.closed()));
    }
  }

  private void judgeOrder(PartitionLog log, PartitionLog.Entry previous, PartitionLog.Entry entry) {
    if (entry.index() <= previous.index()) {
      found(Breach.INDEX_NOT_GROWING, log, entry, "stands after index " + previous.index());
    }
    if (entry.term() < previous.term()) {
      found(
          Breach.TERM_FELL, log, entry, "is of term " + entry.term() + " after " + previous.term());
    }
  }

  private void judgeTime(PartitionLog log, HybridTime last, PartitionLog.Entry entry) {
    if (entry.at().compareTo(last) <= 0) {
      found(Breach.TIME_NOT_GROWING, log, entry, "has time " + entry.at() + " after " + last);
    }
  }

  private void judgeClosed(PartitionLog log, HybridTime closed, PartitionLog.Entry entry) {
    if (entry.closed().compareTo(closed) < 0) {
      found(Breach.CLOSED_FELL, log, entry, "closes " + entry.closed() + " after " + closed);
    }
    for (Version version : entry.born()) {
      if (version.origin() == log.origin() && version.at().compareTo(closed) <= 0) {
        found(Breach.WRITE_BELOW_CLOSED, log, entry, "bears " + version + ", closed was " + closed);
      }
    }
  }

  private void judgeAlone(PartitionLog log, PartitionLog.Entry entry) {
    versions += entry.born().size();
    if (entry.closed().compareTo(entry.last()) > 0) {
      found(Breach.CLOSED_AHEAD, log, entry, "closes " + entry.closed() + " over " + entry.last());
    }
    for (Version version : entry.born()) {
      boolean isWithin =
          version.at().compareTo(entry.at()) >= 0 && version.at().compareTo(entry.last()) <= 0;
      if (version.origin() == log.origin() && !isWithin) {
        found(Breach.TIME_NOT_GROWING, log, entry, "bears " + version + " outside of its times");
      }
    }
  }

  private void judgeCopies(PartitionLog log, PartitionLog.Entry entry) {
    PartitionLog.Entry other =
        entries.putIfAbsent(new Place(log.partition(), entry.index()), entry);
    if (other != null && !other.equals(entry)) {
      found(Breach.LOGS_DIFFER, log, entry, "is elsewhere " + other);
    }
  }

  private void judge(PartitionLog.Leadership leadership) {
    Place term = new Place(leadership.partition(), leadership.term());
    String other = leaders.putIfAbsent(term, leadership.node());
    if (other != null && !other.equals(leadership.node())) {
      findings.add(
          Breach.TWO_LEADERS,
          leadership.partition(),
          "term " + leadership.term() + " was led by " + other + " and by " + leadership.node());
    }
  }

  private void found(Breach breach, PartitionLog log, PartitionLog.Entry entry, String what) {
    findings.add(breach, log.partition() + " of " + log.replica(), entry.index() + " " + what);
  }

  private static HybridTime greater(Optional<HybridTime> one, HybridTime other) {
    return one.filter(time -> time.compareTo(other) > 0).orElse(other);
  }
}
