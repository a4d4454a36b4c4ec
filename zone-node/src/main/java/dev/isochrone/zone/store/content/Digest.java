package dev.isochrone.zone.store.content;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import java.nio.ByteBuffer;

/**
 * A sum mod 2^128 over the newest versions of all rows, and all conflict records: equal on all
 * replicas at one log position.
 */
public record Digest(long high, long low) {
  public static final Digest ZERO = new Digest(0, 0);

  /**
   * What one version or conflict adds.
   *
   * @param key its key in the store
   */
  public static Digest of(Bytes key, Bytes record) {
    HashCode hash =
        new ByteWriter(key.length() + record.length())
            .raw(key)
            .raw(record)
            .lend(Hashing.murmur3_128()::hashBytes);
    ByteBuffer halves = ByteBuffer.wrap(hash.asBytes());
    return new Digest(halves.getLong(), halves.getLong());
  }

  public Digest plus(Digest that) {
    long sum = low + that.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Digest(high + that.high + carry, sum);
  }

  public Digest minus(Digest that) {
    long borrow = Long.compareUnsigned(low, that.low) < 0 ? 1 : 0;
    return new Digest(high - that.high - borrow, low - that.low);
  }
}
