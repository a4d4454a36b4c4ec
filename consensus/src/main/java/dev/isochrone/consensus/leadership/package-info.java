/**
 * Who leads, proven: the rounds that ask a majority for its term, and the waiting for what was
 * committed. Shared by all implementations of a group, and free of clocks: time comes in through
 * {@link dev.isochrone.consensus.leadership.Timeouts}.
 */
@NullMarked
package dev.isochrone.consensus.leadership;

import org.jspecify.annotations.NullMarked;
