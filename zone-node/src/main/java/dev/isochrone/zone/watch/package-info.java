/**
 * Whether this node's replicas still move: what ends the process where one never will again, and
 * what is shown where one merely stays behind. {@link dev.isochrone.zone.watch.PartitionWatch}
 * judges and is pure; {@link dev.isochrone.zone.watch.Watchdog} looks, speaks and ends.
 */
@NullMarked
package dev.isochrone.zone.watch;

import org.jspecify.annotations.NullMarked;
