package dev.isochrone.zone.store.kv;

import dev.isochrone.model.bytes.Bytes;

/** A key and what lies under it. */
public record KvEntry(Bytes key, Bytes value) {}
