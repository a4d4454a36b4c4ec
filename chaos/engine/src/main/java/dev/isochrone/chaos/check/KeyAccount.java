package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Action;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is known of the versions of one key: who wrote them, who saw them, and where they are. */
final class KeyAccount {
  private final List<Operation> writes;
  private final NavigableSet<Version> known = new TreeSet<>();
  private final Set<Version> seen = new HashSet<>();
  private final Set<Version> perhapsSeen = new HashSet<>();
  private final Set<Version> recorded = new HashSet<>();
  private final Set<Version> withdrawn = new HashSet<>();
  private final List<Dump.Member> visible = new ArrayList<>();

  KeyAccount(List<Operation> operations) {
    writes = operations.stream().filter(write -> !write.action().isRead()).toList();
    for (Operation write : writes) {
      write.written().ifPresent(known::add);
      if (write.isAcknowledgedWrite()) {
        seen.addAll(saw(write.action()));
      } else if (write.isUnknown()) {
        perhapsSeen.addAll(saw(write.action()));
      }
    }
  }

  void born(ConflictEvidence.Birth birth) {
    known.add(birth.version());
    seen.addAll(birth.saw());
  }

  void visible(Dump.Row row) {
    visible.addAll(row.members());
  }

  /** A record counts as withdrawn if it is so anywhere: that state comes later. */
  void recorded(ConflictEvidence.LossRecord record) {
    (record.withdrawn() ? withdrawn : recorded).add(record.loser());
  }

  boolean isWritten() {
    return !writes.isEmpty();
  }

  List<Operation> acknowledged() {
    return writes.stream().filter(Operation::isAcknowledgedWrite).toList();
  }

  List<Dump.Member> visibleMembers() {
    return visible;
  }

  boolean isVisible(Version version) {
    return visible.stream().anyMatch(member -> member.version().equals(version));
  }

  boolean isSeen(Version version) {
    return seen.contains(version);
  }

  boolean isPerhapsSeen(Version version) {
    return perhapsSeen.contains(version);
  }

  boolean isRecorded(Version version) {
    return recorded.contains(version) && !isWithdrawn(version);
  }

  boolean isWithdrawn(Version version) {
    return withdrawn.contains(version);
  }

  Optional<Version> greatestKnown() {
    return known.isEmpty() ? Optional.empty() : Optional.of(known.last());
  }

  /** Whether a write is known that has this version, or whose version nobody knows. */
  boolean mayHaveWritten(Version version) {
    return known.contains(version) || writes.stream().anyMatch(Operation::isUnknown);
  }

  /** Whether a write that was not refused put this value, or deleted. */
  boolean mayHaveWritten(Dump.Member member) {
    return writes.stream()
        .filter(write -> write.isAcknowledgedWrite() || write.isUnknown())
        .filter(write -> write.value().equals(member.value()))
        .anyMatch(write -> write.written().map(member.version()::equals).orElse(true));
  }

  private static Set<Version> saw(Action write) {
    if (write instanceof Action.Write put) {
      return put.saw();
    }
    if (write instanceof Action.Delete delete) {
      return delete.saw();
    }
    return write instanceof Action.WriteIf put
        ? put.expected().map(Set::of).orElseGet(Set::of)
        : Set.of();
  }
}
