/**
 * One replicated log within a region, seen from above: what the database asks of consensus, in
 * words and types of its own.
 *
 * <p>Two things stand behind it: {@code ratis}, the only package of the repository that imports
 * Apache Ratis, and {@code local}, the same contract in memory, in one thread, stepped by hand.
 * Both pass {@code GroupContract}. The module moves bytes and knows nothing of rows.
 *
 * <p>Assumptions. The log's disk keeps what was fsynced; a member that lost its disk never comes
 * back under its old id; fewer than half of a group's members are gone for good. When one is false,
 * acknowledged entries can be lost.
 */
@NullMarked
package dev.isochrone.consensus;

import org.jspecify.annotations.NullMarked;
