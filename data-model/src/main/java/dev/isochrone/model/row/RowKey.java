package dev.isochrone.model.row;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;

/**
 * The key under which a version lies in the row store: the stored key, then the version inverted,
 * so that the newest comes first. See docs/formats.md, section 3.
 */
public record RowKey(StoredKey key, Version version) {
  private static final int VERSION_BYTES = 16;

  /** The bytes, which ascend by stored key and descend by version. */
  public Bytes encode() {
    Stamp stamp = version.stamp();
    return new ByteWriter(key.bytes().length() + VERSION_BYTES)
        .raw(key.bytes())
        .u32(~version.homeEpoch())
        .u64(~stamp.at().packed())
        .u32(~stamp.origin().number())
        .toBytes();
  }

  /** Reads a whole row store key. */
  public static RowKey decode(Bytes bytes) throws FormatException {
    int split = bytes.length() - VERSION_BYTES;
    if (split < 1) {
      throw new FormatException(FormatException.Problem.TRUNCATED, "row key");
    }
    ByteReader in = new ByteReader(bytes.shared(), split, VERSION_BYTES);
    int epoch = ~in.u32();
    long at = ~in.u64();
    int origin = ~in.u32();
    if (epoch < 0 || at < 0 || origin < 1) {
      throw FormatException.malformed("row key's version");
    }
    Stamp stamp = new Stamp(new HlcTimestamp(at), new Origin(origin));
    return new RowKey(StoredKey.read(bytes.slice(0, split)), new Version(epoch, stamp));
  }

  /**
   * Whether a row store key belongs to this row: what precedes the version is the stored key. That
   * no other row's versions lie among this row's is because no stored key is a prefix of another.
   */
  public static boolean belongsTo(StoredKey key, Bytes rowKey) {
    return rowKey.length() == key.bytes().length() + VERSION_BYTES
        && rowKey.startsWith(key.bytes());
  }
}
