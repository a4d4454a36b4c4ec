package dev.isochrone.zone.watch;

import org.jspecify.annotations.Nullable;

/** For how long a mark has stayed the same. One thread. */
final class Standstill<M> {
  private @Nullable M mark;
  private long sinceNanos;

  /**
   * Nanoseconds since this mark was first seen, without another one in between.
   *
   * @param seen null: nothing that should move
   */
  long lasted(long nanos, @Nullable M seen) {
    if (seen == null || !seen.equals(mark)) {
      mark = seen;
      sinceNanos = nanos;
    }
    return nanos - sinceNanos;
  }
}
