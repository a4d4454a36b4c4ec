package dev.isochrone.model.row;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of a row of a multi-master table: docs/formats.md, section 6. One version is its own
 * record; several are a record around theirs. A set has one form, so that regions with the same
 * versions have the same bytes.
 */
public final class SiblingCodec {
  /** A record without cause id, context and payload, and the length before it. */
  private static final int MEMBER_BYTES_MIN = 37;

  private SiblingCodec() {}

  /**
   * Which version a record is, and whether the row is deleted by it.
   *
   * @param version the newest, where it is several
   * @param tombstone each version in it is one
   */
  public record Verified(Version version, boolean tombstone) {}

  /** Reads any record, of a row with a home too, for the sake of its checksums. */
  public static Verified verify(StoredKey key, Bytes record) throws FormatException {
    RecordCodec.Flagged read = any(key, record);
    if ((read.flags() & RecordCodec.SIBLINGS) == 0) {
      return new Verified(read.row().version(), read.row().tombstone());
    }
    SiblingSet set = members(key, read);
    return new Verified(set.newest().version(), set.isTombstone());
  }

  /** The plain form of a row that is these versions. */
  public static Bytes encode(StoredKey key, SiblingSet set) {
    if (set.isSingle()) {
      return RecordCodec.encode(key, set.newest());
    }
    List<Bytes> members = new ArrayList<>(set.versions().size());
    int size = 4;
    for (RowVersion version : set.versions().values()) {
      Bytes member = RecordCodec.encode(key, version);
      members.add(member);
      size += 4 + member.length();
    }
    ByteWriter payload = new ByteWriter(size).varint(members.size());
    members.forEach(payload::bytes);
    Bytes record = RecordCodec.encode(key, flags(set), around(set, payload.toBytes()));
    if (record.length() > RecordCodec.BYTES_MAX) {
      throw new IllegalArgumentException("siblings in " + record.length() + " bytes");
    }
    return record;
  }

  /**
   * Reads any record of a row of a multi-master table, and verifies every checksum in it against
   * the key under which it was found.
   *
   * @throws FormatException also if the versions can't be a row: a home epoch, one that replaced
   *     another, one that had seen what is not older than itself
   */
  public static SiblingSet decode(StoredKey key, Bytes record) throws FormatException {
    RecordCodec.Flagged read = any(key, record);
    return (read.flags() & RecordCodec.SIBLINGS) == 0
        ? set(List.of(read.row()))
        : members(key, read);
  }

  private static RecordCodec.Flagged any(StoredKey key, Bytes record) throws FormatException {
    return RecordCodec.decode(key, record, RecordCodec.TOMBSTONE | RecordCodec.SIBLINGS);
  }

  private static SiblingSet members(StoredKey key, RecordCodec.Flagged read)
      throws FormatException {
    ByteReader in = new ByteReader(read.row().payload());
    int n = in.count(MEMBER_BYTES_MIN);
    if (n < 2 || n > SiblingSet.SIBLINGS_MAX) {
      throw FormatException.malformed(n + " siblings");
    }
    List<RowVersion> versions = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      RowVersion version = RecordCodec.decode(key, in.bytes());
      if (i > 0 && versions.get(i - 1).version().compareTo(version.version()) >= 0) {
        throw FormatException.malformed("siblings not ascending");
      }
      versions.add(version);
    }
    in.end("sibling set");
    SiblingSet set = set(versions);
    if (read.flags() != flags(set) || !read.row().equals(around(set, read.row().payload()))) {
      throw FormatException.malformed("a record that is not that of its siblings");
    }
    return set;
  }

  private static SiblingSet set(List<RowVersion> versions) throws FormatException {
    try {
      return SiblingSet.of(versions);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("row: " + broken.getMessage());
    }
  }

  private static int flags(SiblingSet set) {
    return RecordCodec.SIBLINGS | (set.isTombstone() ? RecordCodec.TOMBSTONE : 0);
  }

  /** The record around siblings depends on them alone. */
  private static RowVersion around(SiblingSet set, Bytes payload) {
    RowVersion newest = set.newest();
    return new RowVersion(
        newest.version(),
        /* tombstone= */ false,
        new RowVersion.WrittenBy(0, newest.writtenBy().policyVersion()),
        new RowVersion.CauseOf(Cause.MERGE, Bytes.EMPTY),
        set.seenByWriters(),
        payload);
  }
}
