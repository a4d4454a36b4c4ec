/**
 * How changes get from one region's outbox to another's log: both halves of a link as state
 * machines, and the ports through which they meet a partition. Pure: no thread, clock, socket or
 * logger; time comes in as events.
 *
 * <p>What it rests on, and what breaks without it:
 *
 * <ul>
 *   <li><b>The cursor stands in the receiver's log</b>, moved by the same entry as the rows. All
 *       else about a link may be lost at any moment, and is. If a cursor fell, changes would be
 *       applied twice; if it ran ahead, some never.
 *   <li><b>What the outbox shows is committed</b>, and contiguous. If it showed more, a change that
 *       never happened could reach a peer.
 *   <li><b>An announced pair was made in one apply.</b> Read apart, a closed timestamp could be
 *       promised whose last change was not yet seen, and a peer's frontier would pass it.
 * </ul>
 *
 * <p>Beside it: {@code driver} owns the sender's threads, {@code grpc} the streams.
 */
@NullMarked
package dev.isochrone.replication;

import org.jspecify.annotations.NullMarked;
