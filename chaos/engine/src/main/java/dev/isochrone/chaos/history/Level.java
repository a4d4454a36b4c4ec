package dev.isochrone.chaos.history;

/** How fresh a read was asked to be. */
public enum Level {
  /** Linearizable per key. */
  STRONG,
  /** As {@link #STRONG}, while clocks keep their bound. */
  LEASED,
  /** Linearizable within one region. */
  REGION_STRONG,
  /** No older than a bound. */
  BOUNDED,
  /** No older than what the session has seen. */
  SESSION,
  /** Whatever the replica has. */
  EVENTUAL
}
