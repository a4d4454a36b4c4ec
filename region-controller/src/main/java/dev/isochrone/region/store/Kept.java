package dev.isochrone.region.store;

import dev.isochrone.consensus.LogPosition;

/**
 * A state with all effects up to a position of its log, and none after it.
 *
 * @param position {@link LogPosition#START} before anything
 */
public record Kept<S>(LogPosition position, S state) {}
