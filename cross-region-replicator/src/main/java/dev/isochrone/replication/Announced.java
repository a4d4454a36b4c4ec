package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;

/**
 * What peers are owed: every change up to the sequence, and then this closed timestamp. One pair,
 * made in one apply; later pairs are at least as great in both.
 *
 * @param sequence the last change of the outbox; 0 if there never was one
 * @param closed no change above {@code sequence} belongs to an entry closed at or below it
 */
public record Announced(long sequence, HlcTimestamp closed) {
  /** Of a partition that has nothing to say yet. */
  public static final Announced NOTHING = new Announced(0, HlcTimestamp.MIN);

  public Announced {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence " + sequence);
    }
  }

  /** The later of the two pairs. */
  public Announced later(Announced that) {
    return that.sequence >= sequence && that.closed.compareTo(closed) >= 0 ? that : this;
  }
}
