package dev.isochrone.model.key;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import java.util.Optional;

/**
 * A row's key as logs, stores and links have it: table, kind, slot, tuple. The same in every
 * region. See docs/formats.md, section 2.
 *
 * @param bytes the encoded form; {@link #read} checks bytes that came from elsewhere
 */
public record StoredKey(Bytes bytes) implements Comparable<StoredKey> {
  static final int ROW_WITH_SLOT = 1;
  static final int ROW = 3;

  /** The longest stored key: table id, kind, slot and the longest tuple. */
  public static final int BYTES_MAX = 4 + 1 + 2 + KeyTuple.BYTES_MAX;

  /** The stored key of a row in a hash-partitioned table. */
  public static StoredKey row(int tableId, Slot slot, Bytes tuple) {
    return new StoredKey(
        new ByteWriter(7 + tuple.length())
            .u32(tableId)
            .u8(ROW_WITH_SLOT)
            .u16(slot.number())
            .raw(tuple)
            .toBytes());
  }

  /** Takes bytes from a log, store or link, if they are a row's stored key. */
  public static StoredKey read(Bytes bytes) throws FormatException {
    ByteReader in = new ByteReader(bytes);
    if (in.number("table id") == 0) {
      throw FormatException.malformed("table id 0");
    }
    int kind = in.u8();
    if (kind != ROW_WITH_SLOT && kind != ROW) {
      throw new FormatException(FormatException.Problem.NEWER_FORMAT, "stored key of kind " + kind);
    }
    if (kind == ROW_WITH_SLOT && in.u16() >= Slot.COUNT) {
      throw FormatException.malformed("slot out of range");
    }
    if (in.remaining() == 0 || bytes.length() > BYTES_MAX) {
      throw FormatException.malformed("stored key of " + bytes.length() + " bytes");
    }
    return new StoredKey(bytes);
  }

  /** The table's id, at least 1. */
  public int tableId() {
    return bytes.at(0) << 24 | bytes.at(1) << 16 | bytes.at(2) << 8 | bytes.at(3);
  }

  /** The slot, if the table is hash-partitioned. */
  public Optional<Slot> slot() {
    return bytes.at(4) == ROW_WITH_SLOT
        ? Optional.of(new Slot(bytes.at(5) << 8 | bytes.at(6)))
        : Optional.empty();
  }

  /** The encoded tuple. */
  public Bytes tuple() {
    return bytes.slice(bytes.at(4) == ROW_WITH_SLOT ? 7 : 5, bytes.length());
  }

  @Override
  public int compareTo(StoredKey that) {
    return bytes.compareTo(that.bytes);
  }
}
