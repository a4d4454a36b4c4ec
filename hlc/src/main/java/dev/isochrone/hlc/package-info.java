/**
 * Hybrid logical time: one number per event that grows with causality and stays near the wall.
 *
 * <p>The algorithm is that of Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical
 * Clocks" (OPODIS 2014), with both parts packed into one long, so that a full counter carries into
 * the milliseconds.
 *
 * <p>By which channels time travels, and what rests on each:
 *
 * <ul>
 *   <li><b>Messages between servers</b> carry a {@link dev.isochrone.hlc.ClockReading}; {@link
 *       dev.isochrone.hlc.HybridClock#observe} lets it push the receiver's clock, within the max
 *       offset. One clock that runs away is refused by its peers, and stops nobody else.
 *   <li><b>A partition's own log</b> pushes without bound ({@link
 *       dev.isochrone.hlc.HybridClock#ratchet}): what stands in it has happened, and what is
 *       stamped next must be above it.
 *   <li><b>A client's request</b> carries no time at all. If one could, one caller could push every
 *       clock in the world.
 *   <li><b>The disk</b> carries an upper bound of everything issued ({@link
 *       dev.isochrone.hlc.ClockBound}), so that a restart never goes back.
 * </ul>
 *
 * <p>Assumptions. The physical clocks of servers differ by less than the max offset: nothing is
 * lost or reordered when they do not, but stamps stop telling real-time order between regions, and
 * staleness is wrong by the excess. The bound's store keeps what it said it has saved: when it does
 * not, a restarted server may issue a header time twice; stamps are still safe, as the log floors
 * them.
 */
@NullMarked
package dev.isochrone.hlc;

import org.jspecify.annotations.NullMarked;
