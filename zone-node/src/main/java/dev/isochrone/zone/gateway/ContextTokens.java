package dev.isochrone.zone.gateway;

import com.google.common.hash.Hashing;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RecordCodec;
import java.util.zip.CRC32C;

/**
 * Causal contexts as callers hold them: docs/formats.md, section 16. A context is a claim about one
 * row, and false of any other, so a token names its row.
 */
final class ContextTokens {
  private static final int FORMAT = 1;
  private static final int CRC_BYTES = 4;

  private ContextTokens() {}

  /** What a reader of the whole row has seen. */
  static ContextToken of(StoredKey key, CausalContext seen) {
    ByteWriter out = new ByteWriter(64);
    out.u8(FORMAT).u32(key.tableId()).u64(fingerprint(key));
    RecordCodec.context(out, seen);
    CRC32C crc = new CRC32C();
    out.sum(crc, 0, out.size());
    return new ContextToken(out.u32((int) crc.getValue()).toBytes());
  }

  /** What the token says of this row; it must be this row's. */
  static CausalContext read(StoredKey key, ContextToken token) throws FormatException {
    Bytes bytes = token.bytes();
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, "causal context");
    int end = bytes.length() - CRC_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes.shared(), 0, Math.max(0, end));
    if (end < 1 || new ByteReader(bytes.shared(), end, CRC_BYTES).u32() != (int) crc.getValue()) {
      throw new FormatException(Problem.CHECKSUM, "causal context");
    }
    boolean isOurs = in.number("table id") == key.tableId() && in.u64() == fingerprint(key);
    if (!isOurs) {
      throw FormatException.malformed("causal context of another row");
    }
    CausalContext seen = RecordCodec.context(in);
    int unused = in.u32(); // The checksum.
    in.end("causal context");
    return seen;
  }

  private static long fingerprint(StoredKey key) {
    // asLong gives the first eight bytes little-endian; the format has them big-endian.
    return Long.reverseBytes(Hashing.murmur3_128().hashBytes(key.bytes().shared()).asLong());
  }
}
