package dev.isochrone.zone.store;

/**
 * What a row cache did since it was made.
 *
 * @param hits reads that memtables did not answer and the cache did
 * @param misses reads that had to ask the engine
 * @param bytes what is in the cache now, with the objects around it; an estimate
 */
public record CacheCounts(long hits, long misses, long bytes) {}
