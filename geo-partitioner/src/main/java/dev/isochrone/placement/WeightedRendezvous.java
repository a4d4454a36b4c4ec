package dev.isochrone.placement;

import com.google.common.hash.Hashing;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.Utf8;
import java.util.Map;
import java.util.SortedMap;

/**
 * Weighted rendezvous hashing: each region draws a number from the key, and the least one wins. The
 * number is {@code -ln(u) / weight}, with u a hash in (0, 1): exponentially distributed at the rate
 * of the weight, so a region wins as often as its share of all weights. A region whose weight is
 * raised only draws less than before: keys move to it and nowhere else; one that is added or taken
 * away likewise moves only what it wins or had.
 *
 * <p>D. Thaler and C. Ravishankar, "Using name-based mappings to increase hit rates", 1998, for the
 * rendezvous; C. Schindelhauer and G. Schomaker, "Weighted distributed hash tables", 2005, for the
 * logarithmic method of weighting it.
 *
 * <p>The hash is part of docs/formats.md, section 18. Every machine gets the same bits: {@link
 * StrictMath} is exact about which, and {@link Math} is not.
 */
final class WeightedRendezvous {
  private static final double UNIT = 0x1p-53;

  private WeightedRendezvous() {}

  /**
   * The region that wins the key; of two that draw the same, the first by name.
   *
   * @param weights at least one, each at least 1
   */
  static Region pick(SortedMap<Region, Integer> weights, Bytes key) {
    Region winner = weights.firstKey();
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<Region, Integer> entry : weights.entrySet()) {
      double drawn = -StrictMath.log(unit(entry.getKey(), key)) / entry.getValue();
      if (drawn < least) {
        least = drawn;
        winner = entry.getKey();
      }
    }
    return winner;
  }

  /** Of 2^53 values in (0, 1), neither end among them. */
  static double unit(Region region, Bytes key) {
    byte[] name = Utf8.encode(region.name());
    byte[] input =
        new ByteWriter(1 + name.length + key.length())
            .u8(name.length)
            .raw(name, 0, name.length)
            .raw(key)
            .toArray();
    // asLong gives the first eight bytes little-endian; the format has them big-endian.
    long hash = Long.reverseBytes(Hashing.murmur3_128().hashBytes(input).asLong());
    return ((hash >>> 11) + 0.5) * UNIT;
  }
}
