package dev.isochrone.zone.store.content;

import dev.isochrone.model.key.StoredKey;

/** A row under its key. */
public record KeyedRow(StoredKey key, StoredRow row) {}
