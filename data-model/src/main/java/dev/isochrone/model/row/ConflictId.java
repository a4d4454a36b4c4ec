package dev.isochrone.model.row;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.key.StoredKey;
import java.util.Comparator;

/**
 * Names a conflict, in every region alike: a version is lost once at most.
 *
 * @param key the row, and with it the table
 * @param loser the lost version
 */
public record ConflictId(StoredKey key, Stamp loser) implements Comparable<ConflictId> {
  private static final int STAMP_BYTES = 12;
  private static final Comparator<ConflictId> ORDER =
      Comparator.comparing(ConflictId::key).thenComparing(ConflictId::loser);

  /** Who says that it was lost, and is alone in saying so: the region where it was written. */
  public Origin origin() {
    return loser.origin();
  }

  /** The bytes, which ascend by table and stored key, and then by stamp. */
  public Bytes encode() {
    return new ByteWriter(key.bytes().length() + STAMP_BYTES)
        .raw(key.bytes())
        .stamp(loser)
        .toBytes();
  }

  /** Reads all of the bytes. */
  public static ConflictId decode(Bytes bytes) throws FormatException {
    int split = bytes.length() - STAMP_BYTES;
    if (split < 1) {
      throw new FormatException(Problem.TRUNCATED, "conflict's id");
    }
    ByteReader in = new ByteReader(bytes.shared(), split, STAMP_BYTES);
    return new ConflictId(StoredKey.read(bytes.slice(0, split)), in.stamp());
  }

  @Override
  public int compareTo(ConflictId that) {
    return ORDER.compare(this, that);
  }
}
