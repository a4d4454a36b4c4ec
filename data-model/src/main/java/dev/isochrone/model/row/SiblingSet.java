package dev.isochrone.model.row;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a row of a multi-master table is: the versions of which no writer had seen another's. Mostly
 * one; more are siblings, until somebody who has read them settles them.
 *
 * @param versions 1 to 255, by stamp; none covers another, and each is later than all that its
 *     writer had seen
 */
public record SiblingSet(SortedMap<Stamp, RowVersion> versions) {
  public static final int SIBLINGS_MAX = 255;

  public SiblingSet {
    SortedMap<Stamp, RowVersion> ascending = new TreeMap<>();
    ascending.putAll(versions);
    versions = Collections.unmodifiableSortedMap(ascending);
    if (versions.isEmpty() || versions.size() > SIBLINGS_MAX) {
      throw new IllegalArgumentException(versions.size() + " versions of a row; 1 to 255 are");
    }
    versions.forEach(SiblingSet::requireMember);
    if (versions.size() > 1) {
      requireApart(versions);
    }
  }

  /** A row that is one version. */
  public static SiblingSet of(RowVersion version) {
    return of(List.of(version));
  }

  /** A row that is these versions, in any order; one that is here twice counts once. */
  public static SiblingSet of(Collection<RowVersion> versions) {
    SortedMap<Stamp, RowVersion> byStamp = new TreeMap<>();
    for (RowVersion version : versions) {
      RowVersion other = byStamp.put(version.version().stamp(), version);
      if (other != null && !other.equals(version)) {
        throw new IllegalArgumentException(version.version() + " with two contents");
      }
    }
    return new SiblingSet(byStamp);
  }

  private static void requireMember(Stamp stamp, RowVersion version) {
    if (version.version().homeEpoch() != 0 || !version.version().stamp().equals(stamp)) {
      throw new IllegalArgumentException(version.version() + " as " + stamp + " of a row");
    }
    if (!version.context().precedes(stamp)) {
      throw new IllegalArgumentException(version.version() + " had seen what is not older");
    }
  }

  private static void requireApart(SortedMap<Stamp, RowVersion> versions) {
    for (RowVersion version : versions.values()) {
      for (Stamp other : versions.keySet()) {
        if (version.context().covers(other)) {
          throw new IllegalArgumentException(version.version() + " replaced its sibling " + other);
        }
      }
    }
  }

  /** The version with the greatest stamp. */
  public RowVersion newest() {
    return version(versions.lastKey());
  }

  /** Whether the row is one version. */
  public boolean isSingle() {
    return versions.size() == 1;
  }

  /** Whether the row is deleted, whichever sibling is asked. */
  public boolean isTombstone() {
    return versions.values().stream().allMatch(RowVersion::tombstone);
  }

  /** Those that were born in a region, ascending. */
  public List<RowVersion> bornIn(Origin origin) {
    return versions.values().stream()
        .filter(version -> version.version().stamp().origin().equals(origin))
        .toList();
  }

  /** What a reader of the whole row has seen: all versions here, and what their writers had. */
  public CausalContext context() {
    CausalContext seen = seenByWriters();
    for (Stamp stamp : versions.keySet()) {
      seen = seen.with(stamp);
    }
    return seen;
  }

  /** What the writers of the versions here had seen, all together. */
  public CausalContext seenByWriters() {
    CausalContext seen = CausalContext.EMPTY;
    for (RowVersion version : versions.values()) {
      seen = seen.join(version.context());
    }
    return seen;
  }

  private RowVersion version(Stamp stamp) {
    RowVersion version = versions.get(stamp);
    if (version == null) {
      throw new AssertionError(stamp);
    }
    return version;
  }
}
