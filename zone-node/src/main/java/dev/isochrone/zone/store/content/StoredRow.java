package dev.isochrone.zone.store.content;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RowKey;

/**
 * The newest version of a row, as it is kept. Memory holds hundreds of thousands of these, and the
 * collector goes over all of them: so a version lies here as numbers, not as objects.
 */
public final class StoredRow {
  private final long at;
  private final int origin;
  private final int homeEpoch;
  private final Bytes record;

  // What the row adds to the digest, once it was asked for: (0, 0) is unknown. The apply thread's.
  private long digestHigh;
  private long digestLow;

  /**
   * A version.
   *
   * @param record to be decoded, and so verified, by {@code RecordCodec}
   */
  public StoredRow(Version version, Bytes record) {
    this.at = version.stamp().at().packed();
    this.origin = version.stamp().origin().number();
    this.homeEpoch = version.homeEpoch();
    this.record = record;
  }

  public Version version() {
    return new Version(homeEpoch, new Stamp(new HlcTimestamp(at), new Origin(origin)));
  }

  public Bytes record() {
    return record;
  }

  /**
   * What the row adds to its partition's digest. Apply thread.
   *
   * @param key its key; always the same
   */
  public Digest digest(StoredKey key) {
    if (digestHigh == 0 && digestLow == 0) {
      Digest computed = Digest.of(new RowKey(key, version()).encode(), record);
      digestHigh = computed.high();
      digestLow = computed.low();
      return computed;
    }
    return new Digest(digestHigh, digestLow);
  }

  /** Whether both rows' versions were born in the same incarnation of a region. */
  public boolean isOfSameOrigin(StoredRow that) {
    return origin == that.origin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredRow that
        && at == that.at
        && origin == that.origin
        && homeEpoch == that.homeEpoch
        && record.equals(that.record);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(at) ^ record.hashCode();
  }

  @Override
  public String toString() {
    return version() + ", " + record;
  }
}
