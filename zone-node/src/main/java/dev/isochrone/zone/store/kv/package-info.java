/**
 * An ordered key-value store as we need it, and a model of one in memory: the seam behind which the
 * engine of a partition's store may be exchanged. Nothing above it knows which engine runs.
 */
@NullMarked
package dev.isochrone.zone.store.kv;

import org.jspecify.annotations.NullMarked;
