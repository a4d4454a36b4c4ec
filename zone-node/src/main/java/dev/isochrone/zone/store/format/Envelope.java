package dev.isochrone.zone.store.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.Space;
import java.util.zip.CRC32C;

/**
 * What stands before the body of each value but a row's: a format, and a checksum over store, key
 * and body, so that a good value in the wrong place is found too.
 */
final class Envelope {
  private static final int FORMAT = 1;
  private static final int BYTES = 5;

  private Envelope() {}

  static Bytes seal(Space space, Bytes key, Bytes body) {
    return new ByteWriter(BYTES + body.length())
        .u8(FORMAT)
        .u32(checksum(space, key, body.shared(), 0))
        .raw(body)
        .toBytes();
  }

  /** A reader over the body of a value whose checksum is right. */
  static ByteReader open(Space space, KvEntry entry) throws FormatException {
    ByteReader in = new ByteReader(entry.value());
    in.format(FORMAT, "value");
    if (in.u32() != checksum(space, entry.key(), entry.value().shared(), BYTES)) {
      throw new FormatException(Problem.CHECKSUM, "value");
    }
    return in;
  }

  private static int checksum(Space space, Bytes key, byte[] value, int bodyOffset) {
    CRC32C crc = new CRC32C();
    crc.update(space.number());
    crc.update(key.shared());
    crc.update(value, bodyOffset, value.length - bodyOffset);
    return (int) crc.getValue();
  }
}
