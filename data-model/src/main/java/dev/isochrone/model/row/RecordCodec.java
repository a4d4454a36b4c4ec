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
  private static final int TOMBSTONE = 1;
  private static final int CRC_OFFSET = 2;
  private static final int CONTEXT_ENTRY_BYTES = 12;

  private RecordCodec() {}

  public static Bytes encode(StoredKey key, RowVersion row) {
    ByteWriter out = new ByteWriter(64 + row.payload().length());
    out.u8(FORMAT).u8(row.tombstone() ? TOMBSTONE : 0).u32(0);
    out.stamp(row.version().stamp()).u32(row.version().homeEpoch());
    out.u32(row.writtenBy().schemaVersion()).u32(row.writtenBy().policyVersion());
    out.u32(0); // The key id: this is the plain form.
    out.u8(row.cause().cause().number()).bytes(row.cause().id());
    context(out, row.context());
    byte[] record = out.raw(row.payload()).toArray();
    int crc = checksum(key, record);
    for (int i = 0; i < 4; i++) {
      record[CRC_OFFSET + i] = (byte) (crc >>> (24 - 8 * i));
    }
    return Bytes.wrap(record);
  }

  /** Reads a record and verifies its checksum against the key under which it was found. */
  public static RowVersion decode(StoredKey key, Bytes record) throws FormatException {
    ByteReader in = new ByteReader(record);
    in.format(FORMAT, "record");
    int flags = in.u8();
    if ((flags & ~TOMBSTONE) != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "record with flags " + flags);
    }
    if (in.u32() != checksum(key, record.shared())) {
      throw new FormatException(Problem.CHECKSUM, "record");
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
    boolean tombstone = (flags & TOMBSTONE) != 0;
    if (tombstone && in.remaining() > 0) {
      throw FormatException.malformed("tombstone with a payload");
    }
    return new RowVersion(version, tombstone, writtenBy, cause, context, in.rest());
  }

  /** Whether a record that was verified before is a tombstone. */
  public static boolean isTombstone(Bytes record) {
    return (record.at(1) & TOMBSTONE) != 0;
  }

  /** Writes a causal context: docs/formats.md, section 5. */
  public static void context(ByteWriter out, CausalContext context) {
    out.varint(context.upTo().size());
    for (Map.Entry<Origin, HlcTimestamp> seen : context.upTo().entrySet()) {
      out.origin(seen.getKey()).hlc(seen.getValue());
    }
  }

  public static CausalContext context(ByteReader in) throws FormatException {
    int n = in.count(CONTEXT_ENTRY_BYTES);
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
    return new RowVersion.CauseOf(cause, in.bytes());
  }

  /** Over the stored key and the record without its own four bytes. */
  private static int checksum(StoredKey key, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes().shared());
    crc.update(record, 0, CRC_OFFSET);
    crc.update(record, CRC_OFFSET + 4, record.length - CRC_OFFSET - 4);
    return (int) crc.getValue();
  }
}
