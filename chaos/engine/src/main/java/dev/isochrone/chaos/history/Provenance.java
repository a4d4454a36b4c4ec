package dev.isochrone.chaos.history;

/**
 * Where a history comes from: enough to make another like it.
 *
 * @param drill which scenario
 * @param seed of all that was drawn
 * @param build what was tested, such as a commit
 */
public record Provenance(String drill, long seed, String build) {}
