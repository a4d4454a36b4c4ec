package dev.isochrone.zone.grpc;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time that a unary call has left. */
final class CallLimits {
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);

  private CallLimits() {}

  /** Of the call that this thread is serving; 10 s at most. */
  static TimeLimit of(Ticker ticker) {
    @Nullable Deadline deadline = Context.current().getDeadline();
    Duration left =
        deadline == null
            ? TIMEOUT_MAX
            : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    return TimeLimit.in(left.compareTo(TIMEOUT_MAX) < 0 ? left : TIMEOUT_MAX, ticker);
  }
}
