package dev.isochrone.zone.store;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;

/**
 * The newest version of a row, as it is kept.
 *
 * @param record to be decoded, and so verified, by {@code RecordCodec}
 */
public record StoredRow(Version version, Bytes record) {}
