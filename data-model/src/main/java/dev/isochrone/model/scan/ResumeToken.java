package dev.isochrone.model.scan;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.StoredKey;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far a scan has come, in a form that any node takes: docs/formats.md, section 15. It holds its
 * scan's range whole, so that it is of no use to another one.
 *
 * @param tableId of the table that is scanned
 * @param last the last row that was looked at; the scan goes on behind it
 */
public record ResumeToken(int tableId, ScanRange range, StoredKey last) {
  private static final int FORMAT = 1;
  private static final int CRC_BYTES = 4;

  /** The token's bytes. */
  public Bytes encode() {
    ByteWriter out = new ByteWriter(64 + last.bytes().length());
    out.u8(FORMAT).u32(tableId);
    out.bytes(tuple(range.prefix())).bytes(tuple(range.from())).bytes(tuple(range.to()));
    out.bytes(last.bytes());
    CRC32C crc = new CRC32C();
    out.sum(crc, 0, out.size());
    return out.u32((int) crc.getValue()).toBytes();
  }

  /** Reads a token and verifies its checksum. */
  public static ResumeToken decode(Bytes token) throws FormatException {
    ByteReader in = new ByteReader(token);
    in.format(FORMAT, "resume token");
    int end = token.length() - CRC_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(token.shared(), 0, Math.max(0, end));
    if (end < 1 || new ByteReader(token.shared(), end, CRC_BYTES).u32() != (int) crc.getValue()) {
      throw new FormatException(Problem.CHECKSUM, "resume token");
    }
    int table = in.number("table id");
    ScanRange range = new ScanRange(key(in.bytes()), key(in.bytes()), key(in.bytes()));
    StoredKey last = StoredKey.read(in.bytes());
    int unused = in.u32(); // The checksum.
    in.end("resume token");
    if (last.tableId() != table) {
      throw FormatException.malformed("resume token of two tables");
    }
    return new ResumeToken(table, range, last);
  }

  /** Whether it is of a scan of this range of this table. */
  public boolean isOf(int table, ScanRange scanned) {
    return tableId == table && range.equals(scanned);
  }

  private static Bytes tuple(Optional<Key> key) {
    return key.map(KeyTuple::encode).orElse(Bytes.EMPTY);
  }

  private static Optional<Key> key(Bytes tuple) throws FormatException {
    return tuple.isEmpty() ? Optional.empty() : Optional.of(KeyTuple.decode(tuple));
  }
}
