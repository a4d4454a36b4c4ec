package dev.isochrone.hlc;

/**
 * A timestamp that a server's clock really issued. Only a reading may push another clock forward: a
 * computed timestamp (a closed-timestamp target, a bound) can lie far in the future, and one such
 * value would drag every clock in the world after it.
 */
public record ClockReading(HlcTimestamp at) {}
