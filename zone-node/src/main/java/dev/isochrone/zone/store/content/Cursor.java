package dev.isochrone.zone.store.content;

import dev.isochrone.hlc.HlcTimestamp;

/**
 * What has been applied of one origin partition.
 *
 * @param sequence of its outbox, up to here
 * @param frontier everything of it at or below this has arrived
 * @param layoutVersion and {@code partitions}: of the origin region, as its last batch said
 * @param settled every peer of the origin has applied up to here
 */
public record Cursor(
    long sequence, HlcTimestamp frontier, long layoutVersion, int partitions, long settled) {
  public static final Cursor NONE = new Cursor(0, HlcTimestamp.MIN, 0, 0, 0);
}
