package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of changes and batches: docs/formats.md, sections 9 and 10. */
public final class ChangeBatchCodec {
  private static final int FORMAT = 1;
  private static final int ENDS_INSIDE_ENTRY = 1;
  private static final int CRC_BYTES = 4;

  /** What a batch takes besides its changes, at most. */
  public static final int OVERHEAD_BYTES = 128;

  private ChangeBatchCodec() {}

  /** The plain form of a batch, checksum included. */
  public static Bytes encode(ChangeBatch batch) {
    int size = batch.changes().stream().mapToInt(Change::bytesMax).sum() + OVERHEAD_BYTES;
    ByteWriter out = new ByteWriter(size);
    out.u8(FORMAT).u32(0).u8(batch.endsInsideEntry() ? ENDS_INSIDE_ENTRY : 0);
    ChangeBatch.Source source = batch.source();
    out.origin(source.origin().origin()).u32(source.origin().partition());
    out.u64(source.layoutVersion()).u32(source.partitions());
    ChangeBatch.Interval interval = batch.interval();
    out.u64(interval.from()).u64(interval.to()).hlc(batch.closed()).u64(batch.settled());
    out.u64(interval.heldBack()).u64(interval.elsewhere());
    out.varint(batch.changes().size());
    for (Change change : batch.changes()) {
      change(out.u64(change.sequence()), change);
    }
    CRC32C crc = new CRC32C();
    return out.sum(crc, 0, out.size()).u32((int) crc.getValue()).toBytes();
  }

  /** Reads a whole batch, after its checksum. */
  public static ChangeBatch decode(Bytes bytes) throws FormatException {
    ByteReader in = checked(bytes);
    in.format(FORMAT, "change batch");
    if (in.u32() != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "sealed change batch");
    }
    int flags = in.u8();
    if ((flags & ~ENDS_INSIDE_ENTRY) != 0) {
      throw new FormatException(Problem.NEWER_FORMAT, "change batch with flags " + flags);
    }
    try {
      OriginPartition origin = new OriginPartition(in.origin(), in.number("origin partition"));
      ChangeBatch.Source source =
          new ChangeBatch.Source(
              origin, in.longNumber("layout version"), in.number("origin partitions"));
      long from = in.longNumber("from");
      long to = in.longNumber("to");
      HlcTimestamp closed = in.hlc();
      long settled = in.longNumber("settled");
      ChangeBatch.Interval interval =
          new ChangeBatch.Interval(
              from, to, in.longNumber("held back"), in.longNumber("elsewhere"));
      List<Change> changes = changes(in);
      in.end("change batch");
      return new ChangeBatch(
          source, interval, (flags & ENDS_INSIDE_ENTRY) != 0, closed, settled, changes);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("change batch: " + broken.getMessage());
    }
  }

  /** Writes a change without its sequence: docs/formats.md, section 9. */
  public static void change(ByteWriter out, Change change) {
    Bytes key = change.key().bytes();
    Bytes record = change.record();
    int body = sizeOf(key) + sizeOf(record);
    out.u8(change.kind().number()).varint(body).bytes(key).bytes(record);
  }

  private static int sizeOf(Bytes bytes) {
    return ByteWriter.varintBytes(bytes.length()) + bytes.length();
  }

  /** Reads what {@link #change(ByteWriter, Change)} wrote. */
  public static Change change(long sequence, ByteReader in) throws FormatException {
    Change.Kind kind = Change.Kind.numbered(in.u8());
    ByteReader body = in.part(in.count(1));
    StoredKey key = StoredKey.read(body.bytes());
    Change change = new Change(sequence, kind, key, body.bytes());
    body.end("change");
    return change;
  }

  private static List<Change> changes(ByteReader in) throws FormatException {
    int n = in.count(8 + 1 + 1);
    List<Change> changes = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      changes.add(change(in.longNumber("sequence"), in));
    }
    return changes;
  }

  private static ByteReader checked(Bytes bytes) throws FormatException {
    int body = bytes.length() - CRC_BYTES;
    if (body < 0) {
      throw new FormatException(Problem.TRUNCATED, "change batch");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.shared(), 0, body);
    if (new ByteReader(bytes.shared(), body, CRC_BYTES).u32() != (int) crc.getValue()) {
      throw new FormatException(Problem.CHECKSUM, "change batch");
    }
    return new ByteReader(bytes.shared(), 0, body);
  }
}
