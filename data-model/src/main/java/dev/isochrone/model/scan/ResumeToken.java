package dev.isochrone.model.scan;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far a scan has come, in a form that any node takes: docs/formats.md, section 15. It holds its
 * scan's range whole, so that it is of no use to another one.
 *
 * @param tableId of the table that is scanned
 * @param reached where the scan goes on
 */
public record ResumeToken(int tableId, ScanRange range, Reached reached) {
  private static final int BEHIND_A_ROW = 1;
  private static final int AT_A_SLOT = 2;
  private static final int CRC_BYTES = 4;

  /** A place in the order in which a scan comes along. */
  public sealed interface Reached {}

  /** The last row that was looked at; the scan goes on behind it. */
  public record Behind(StoredKey last) implements Reached {}

  /** All slots below this one were looked at, and of this one nothing. */
  public record At(Slot first) implements Reached {}

  /** Behind a row. */
  public ResumeToken(int tableId, ScanRange range, StoredKey last) {
    this(tableId, range, new Behind(last));
  }

  /** At the beginning of a slot. */
  public ResumeToken(int tableId, ScanRange range, Slot first) {
    this(tableId, range, new At(first));
  }

  /** The token's bytes. */
  public Bytes encode() {
    ByteWriter out = new ByteWriter(256);
    out.u8(reached instanceof Behind ? BEHIND_A_ROW : AT_A_SLOT).u32(tableId);
    out.bytes(tuple(range.prefix())).bytes(tuple(range.from())).bytes(tuple(range.to()));
    if (reached instanceof Behind behind) {
      out.bytes(behind.last().bytes());
    } else if (reached instanceof At at) {
      out.u16(at.first().number());
    } else {
      throw new AssertionError(reached);
    }
    CRC32C crc = new CRC32C();
    out.sum(crc, 0, out.size());
    return out.u32((int) crc.getValue()).toBytes();
  }

  /** Reads a token and verifies its checksum. */
  public static ResumeToken decode(Bytes token) throws FormatException {
    ByteReader in = new ByteReader(token);
    int format = in.u8();
    if (format != BEHIND_A_ROW && format != AT_A_SLOT) {
      throw new FormatException(Problem.NEWER_FORMAT, "resume token in format " + format);
    }
    int end = token.length() - CRC_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(token.shared(), 0, Math.max(0, end));
    if (end < 1 || new ByteReader(token.shared(), end, CRC_BYTES).u32() != (int) crc.getValue()) {
      throw new FormatException(Problem.CHECKSUM, "resume token");
    }
    int table = in.number("table id");
    ScanRange range = new ScanRange(key(in.bytes()), key(in.bytes()), key(in.bytes()));
    Reached reached = format == BEHIND_A_ROW ? behind(table, in) : at(in);
    int unused = in.u32(); // The checksum.
    in.end("resume token");
    return new ResumeToken(table, range, reached);
  }

  private static Reached behind(int table, ByteReader in) throws FormatException {
    StoredKey last = StoredKey.read(in.bytes());
    if (last.tableId() != table) {
      throw FormatException.malformed("resume token of two tables");
    }
    return new Behind(last);
  }

  private static Reached at(ByteReader in) throws FormatException {
    int slot = in.u16();
    if (slot >= Slot.COUNT) {
      throw FormatException.malformed("resume token at slot " + slot);
    }
    return new At(new Slot(slot));
  }

  /** Whether it is of a scan of this range of this table. */
  public boolean isOf(int table, ScanRange scanned) {
    return tableId == table && range.equals(scanned);
  }

  /** What of the scan's keys is still to be looked at. */
  public StoredKeyRange left(StoredKeyRange keys) {
    if (reached instanceof Behind behind) {
      return keys.after(behind.last());
    } else if (reached instanceof At at) {
      return keys.and(StoredKeyRange.slots(tableId, at.first(), Slot.LAST));
    }
    throw new AssertionError(reached);
  }

  /** The first slot of which there may be rows to come; empty for keys that have none. */
  public Optional<Slot> slot() {
    if (reached instanceof Behind behind) {
      return behind.last().slot();
    } else if (reached instanceof At at) {
      return Optional.of(at.first());
    }
    throw new AssertionError(reached);
  }

  private static Bytes tuple(Optional<Key> key) {
    return key.map(KeyTuple::encode).orElse(Bytes.EMPTY);
  }

  private static Optional<Key> key(Bytes tuple) throws FormatException {
    return tuple.isEmpty() ? Optional.empty() : Optional.of(KeyTuple.decode(tuple));
  }
}
