package dev.isochrone.conflict;

import dev.isochrone.model.Stamp;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows of multi-master tables: what becomes of one when versions arrive, or one is written.
 *
 * <p>Under {@link ConflictPolicy#VECTOR} the row is every version that no other one covers, under
 * {@link ConflictPolicy#LWW} the one with the greatest stamp; either is a function of the versions
 * that have come, so {@link #arrive} is commutative, associative and idempotent. It rests on the
 * stamp of a version being above everything that its writer had seen, which {@link SiblingSet}
 * holds: so no two versions replace each other, and a writer who had seen a version never loses to
 * it.
 */
public final class Merge {
  private Merge() {}

  /**
   * The row after versions of it have come from another region.
   *
   * @param stored the row as it is; empty: never heard of
   * @param arriving the row as it was there
   */
  public static Arrival arrive(
      ConflictPolicy policy, Optional<SiblingSet> stored, SiblingSet arriving) {
    SortedMap<Stamp, RowVersion> all = new TreeMap<>();
    if (stored.isPresent()) {
      all.putAll(stored.get().versions());
    }
    for (RowVersion version : arriving.versions().values()) {
      Stamp stamp = version.version().stamp();
      RowVersion same = all.putIfAbsent(stamp, version);
      if (same != null && !same.equals(version)) {
        return new Arrival.TwoContents(stamp);
      }
    }
    return settled(policy, all);
  }

  /**
   * The row after a version was written here. Its stamp is above all that is stored.
   *
   * @param stored the row as it is; empty: never heard of
   */
  public static Writing write(
      ConflictPolicy policy, Optional<SiblingSet> stored, Born born, OwnBounds bounds) {
    if (born.seen().isEmpty() && stored.isPresent() && !stored.get().isSingle()) {
      return Writing.Unread.SIBLINGS; // A blind write can't replace what nobody has compared.
    }
    RowVersion version = born.after(seen(born, stored));
    if (!version.context().precedes(born.stamp())) {
      return new Writing.NotOlder(version.context().latest());
    }
    SortedMap<Stamp, RowVersion> all = new TreeMap<>();
    if (stored.isPresent()) {
      all.putAll(stored.get().versions());
    }
    all.put(born.stamp(), version);
    Merged merged = settled(policy, all);
    return policy == ConflictPolicy.VECTOR ? bounded(merged, version, bounds) : merged;
  }

  /** What the writer gave, or, if it is blind, what stands here and what that had seen. */
  private static CausalContext seen(Born born, Optional<SiblingSet> stored) {
    return born.seen().orElseGet(() -> stored.map(SiblingSet::context).orElse(CausalContext.EMPTY));
  }

  private static Merged settled(ConflictPolicy policy, SortedMap<Stamp, RowVersion> all) {
    if (policy == ConflictPolicy.VECTOR) {
      SortedMap<Stamp, RowVersion> uncovered = new TreeMap<>(all);
      uncovered.keySet().removeIf(stamp -> isCovered(stamp, all));
      return new Merged(new SiblingSet(uncovered), List.of());
    }
    SiblingSet row = SiblingSet.of(List.copyOf(all.tailMap(all.lastKey()).values()));
    CausalContext seen = row.newest().context();
    List<RowVersion> displaced = new ArrayList<>();
    all.headMap(all.lastKey())
        .forEach(
            (stamp, version) -> {
              if (!seen.covers(stamp)) {
                displaced.add(version);
              }
            });
    return new Merged(row, displaced);
  }

  private static boolean isCovered(Stamp stamp, SortedMap<Stamp, RowVersion> all) {
    // Who has seen a version is above it.
    return all.tailMap(stamp).values().stream()
        .anyMatch(version -> version.context().covers(stamp));
  }

  private static Writing bounded(Merged merged, RowVersion born, OwnBounds bounds) {
    List<RowVersion> own = merged.row().bornIn(born.version().stamp().origin());
    long bytes = own.stream().mapToLong(RecordCodec::bytesOf).sum();
    if (own.size() == 1 && bytes > bounds.bytesMax()) {
      return new Writing.TooLarge(bounds.bytesMax());
    }
    return own.size() > bounds.versionsMax() || bytes > bounds.bytesMax()
        ? Writing.Unread.TOO_MANY
        : merged;
  }
}
