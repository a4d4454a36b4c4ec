package dev.isochrone.zone.store;

import dev.isochrone.hlc.HlcTimestamp;

/**
 * What peers are owed: every change up to the sequence, and then this closed timestamp. One pair,
 * made in one apply.
 */
public record Announced(long sequence, HlcTimestamp closed) {
  public static final Announced NOTHING = new Announced(0, HlcTimestamp.MIN);
}
