package dev.isochrone.chaos.history;

/**
 * A fault that begins or ends, on the clock of the operations.
 *
 * @param fault what kind, such as {@code cut}
 * @param target what it befalls, such as {@code eu-west -> us-east}
 * @param begins false: it ends here
 */
public record FaultEvent(long nanos, String fault, String target, boolean begins) {}
