package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Version;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one replica has, deletions included.
 *
 * @param rows ascending by key
 */
public record Dump(String replica, List<Row> rows) {
  public Dump {
    rows = List.copyOf(rows);
  }

  /**
   * One key.
   *
   * @param key in a form whose order as text is the order of the dump
   * @param members ascending by version: one, or several siblings
   */
  public record Row(String key, List<Member> members) {
    public Row {
      members = List.copyOf(members);
    }

    /** A row with one version. */
    public Row(String key, Member member) {
      this(key, List.of(member));
    }
  }

  /**
   * One version of a key.
   *
   * @param value empty: a tombstone
   * @param metadata whatever else is kept of it and must be the same everywhere, by name
   */
  public record Member(
      Version version, Optional<String> value, SortedMap<String, String> metadata) {
    public Member {
      metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** Without metadata. */
    public Member(Version version, Optional<String> value) {
      this(version, value, Collections.emptySortedMap());
    }
  }
}
