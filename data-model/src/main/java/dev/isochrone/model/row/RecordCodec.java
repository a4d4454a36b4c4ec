package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The bytes of a version of a row: docs/formats.md, sections 4 and 5. */
public final class RecordCodec {
  /** The longest record: the longest document, and what stands before it. */
  public static final int BYTES_MAX = (1 << 20) + (1 << 16);

  private static final int FORMAT = 1;

  static final int TOMBSTONE = 1;

  /** The payload is a sibling set: {@link SiblingCodec}. */
  static final int SIBLINGS = 2;

  private static final int FLAGS_OFFSET = 1;
  private static final int CRC_OFFSET = 2;
  private static final int CRC_END = CRC_OFFSET + 4;
  private static final int CONTEXT_ENTRY_BYTES = 12;

  /** All before the cause's id: format, flags, sum, stamp, epoch, two versions, key id, cause. */
  private static final int FIXED_BYTES = CRC_END + 12 + 4 + 4 + 4 + 4 + 1;

  private RecordCodec() {}

  /** The plain form of a version of this row, for all regions. */
  public static Bytes encode(StoredKey key, RowVersion row) {
    return encode(key, row.tombstone() ? TOMBSTONE : 0, row);
  }

  /** As above, with these flags in the place of the version's own. */
  static Bytes encode(StoredKey key, int flags, RowVersion row) {
    ByteWriter out = new ByteWriter(bytesOf(row));
    out.u8(FORMAT).u8(flags).u32(0);
    out.stamp(row.version().stamp()).u32(row.version().homeEpoch());
    out.u32(row.writtenBy().schemaVersion()).u32(row.writtenBy().policyVersion());
    out.u32(0); // The key id: this is the plain form.
    out.u8(row.cause().cause().number()).bytes(row.cause().id());
    context(out, row.context());
    CRC32C crc = new CRC32C();
    crc.update(key.bytes().shared());
    out.raw(row.payload()).sum(crc, 0, CRC_OFFSET).sum(crc, CRC_END, out.size());
    return out.putU32(CRC_OFFSET, (int) crc.getValue()).toBytes();
  }

  /** How many bytes a version's record has, whatever its key. */
  public static int bytesOf(RowVersion row) {
    int id = row.cause().id().length();
    int seen = row.context().upTo().size();
    return FIXED_BYTES
        + (ByteWriter.varintBytes(id) + id)
        + (ByteWriter.varintBytes(seen) + seen * CONTEXT_ENTRY_BYTES)
        + row.payload().length();
  }

  /** What a record's flags are, and what follows them. */
  record Flagged(int flags, RowVersion row) {}

  /**
   * Reads the record of one version, and verifies its checksum against the key under which it was
   * found. A set of siblings is refused: {@link SiblingCodec} reads either.
   */
  public static RowVersion decode(StoredKey key, Bytes record) throws FormatException {
    return decode(key, record, TOMBSTONE).row();
  }

  /** Reads a record that may have these flags. */
  static Flagged decode(StoredKey key, Bytes record, int known) throws FormatException {
    if (record.length() > BYTES_MAX) {
      throw FormatException.malformed("record of " + record.length() + " bytes");
    }
    ByteReader in = new ByteReader(record);
    in.format(FORMAT, "record"); // First, as another format may have its checksum elsewhere.
    int flags = in.u8();
    if (in.u32() != checksum(key, record.shared())) {
      throw new FormatException(Problem.CHECKSUM, "record");
    }
    if ((flags & ~known) != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "record with flags " + flags);
    }
    Stamp stamp = in.stamp();
    Version version = new Version(in.number("home epoch"), stamp);
    RowVersion.WrittenBy writtenBy =
        new RowVersion.WrittenBy(in.number("schema version"), in.number("policy version"));
    if (in.u32() != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "sealed record");
    }
    RowVersion.CauseOf cause = cause(in);
    CausalContext context = context(in);
    boolean tombstone = flags == TOMBSTONE; // Of siblings it says that all of them are.
    if (tombstone && in.remaining() > 0) {
      throw FormatException.malformed("tombstone with a payload");
    }
    return new Flagged(
        flags, new RowVersion(version, tombstone, writtenBy, cause, context, in.rest()));
  }

  /** Whether a record that was verified before is a tombstone, or a set of nothing else. */
  public static boolean isTombstone(Bytes record) {
    return (record.at(FLAGS_OFFSET) & TOMBSTONE) != 0;
  }

  /** Whether a record that was verified before is a set of siblings. */
  public static boolean isSiblings(Bytes record) {
    return (record.at(FLAGS_OFFSET) & SIBLINGS) != 0;
  }

  /** Writes a causal context: docs/formats.md, section 5. */
  public static void context(ByteWriter out, CausalContext context) {
    out.varint(context.upTo().size());
    for (Map.Entry<Origin, HlcTimestamp> seen : context.upTo().entrySet()) {
      out.origin(seen.getKey()).hlc(seen.getValue());
    }
  }

  /** Reads a causal context: docs/formats.md, section 5. */
  public static CausalContext context(ByteReader in) throws FormatException {
    int n = in.count(CONTEXT_ENTRY_BYTES);
    if (n == 0) {
      return CausalContext.EMPTY;
    }
    SortedMap<Origin, HlcTimestamp> upTo = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      Origin origin = in.origin();
      if (!upTo.isEmpty() && upTo.lastKey().compareTo(origin) >= 0) {
        throw FormatException.malformed("causal context not ascending");
      }
      upTo.put(origin, in.hlc());
    }
    return new CausalContext(upTo);
  }

  private static RowVersion.CauseOf cause(ByteReader in) throws FormatException {
    int number = in.u8();
    Cause cause =
        Cause.numbered(number)
            .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "cause " + number));
    Bytes id = in.bytes();
    if (cause == Cause.WRITE && !id.isEmpty()) {
      throw FormatException.malformed("plain write with a cause id");
    }
    return new RowVersion.CauseOf(cause, id);
  }

  /** Over the stored key and the record without its own four bytes. */
  private static int checksum(StoredKey key, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes().shared());
    crc.update(record, 0, CRC_OFFSET);
    crc.update(record, CRC_END, record.length - CRC_END);
    return (int) crc.getValue();
  }
}
