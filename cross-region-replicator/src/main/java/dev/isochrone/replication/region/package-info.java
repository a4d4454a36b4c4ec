/**
 * The receiving side of a region that has several partitions: how a batch is split by slot, in what
 * order the parts reach their partitions, and when the region as a whole has applied it. Pure, as
 * the package above it.
 *
 * <p>What it rests on: every partition sees every interval, so that a gap is a gap; and nothing is
 * said of the region that not all of its partitions have said, since an acknowledgement that is too
 * high can never be taken back.
 */
@NullMarked
package dev.isochrone.replication.region;

import org.jspecify.annotations.NullMarked;
