package dev.isochrone.zone.store.content;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.row.Change;

/**
 * A change that is owed to peers.
 *
 * @param closed of the entry that made it
 * @param lastOfEntry no further change of that entry follows
 */
public record OutboxRecord(Change change, HlcTimestamp closed, boolean lastOfEntry) {}
