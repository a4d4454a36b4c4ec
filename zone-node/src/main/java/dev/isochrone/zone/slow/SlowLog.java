package dev.isochrone.zone.slow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.zone.tally.RequestEnd;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Notes in the log which requests took long: each once, and so many a second that the log is not
 * what makes the next ones slow. Any thread. Where nothing is slow, all that this costs is a
 * comparison.
 */
public final class SlowLog {
  private static final Logger LOG = LoggerFactory.getLogger(SlowLog.class);

  /** Lines a second; what is beyond is counted, and the count said. */
  static final int LINES_MAX = 20;

  private static final double NANOS_PER_MILLI = 1e6;

  private final String node;
  private final Ticker ticker;
  private final long thresholdNanos;

  @GuardedBy("this")
  private long windowNanos;

  @GuardedBy("this")
  private int lines;

  @GuardedBy("this")
  private long leftOut;

  /**
   * Of one node.
   *
   * @param threshold from here on a request is slow; zero: none ever is
   */
  public SlowLog(String node, Duration threshold, Ticker ticker) {
    this.node = node;
    this.ticker = ticker;
    this.thresholdNanos = threshold.isZero() ? Long.MAX_VALUE : threshold.toNanos();
    this.windowNanos = ticker.nanos();
  }

  /** So long is slow; the greatest number if nothing is. */
  public long thresholdNanos() {
    return thresholdNanos;
  }

  /** Whether anything is ever noted. */
  public boolean isOn() {
    return thresholdNanos != Long.MAX_VALUE;
  }

  /**
   * Asks, and notes it if the answer takes long.
   *
   * @param what asked for only then
   */
  public <T> CompletableFuture<Outcome<T>> watched(
      Supplier<SlowRequest.What> what, Supplier<CompletableFuture<Outcome<T>>> request) {
    if (!isOn()) {
      return request.get();
    }
    long begun = ticker.nanos();
    return request
        .get()
        .whenComplete(
            (outcome, defect) -> {
              long nanos = ticker.nanos() - begun;
              if (nanos >= thresholdNanos) {
                RequestEnd end = defect == null ? RequestEnd.of(outcome) : RequestEnd.DEFECT;
                note(new SlowRequest(nanos, what.get(), end, answer(outcome, false)));
              }
            });
  }

  /**
   * Where an outcome came from.
   *
   * @param outcome null: there was none
   * @param forwardedHere whether another node sent it on to this one
   */
  public static SlowRequest.Answer answer(@Nullable Outcome<?> outcome, boolean forwardedHere) {
    if (outcome instanceof Outcome.Done<?> done) {
      if (done.value() instanceof WriteAnswer written) {
        return SlowRequest.Answer.of(written.header(), forwardedHere);
      } else if (done.value() instanceof ReadAnswer read) {
        return SlowRequest.Answer.of(read.header(), forwardedHere);
      }
    }
    return new SlowRequest.Answer("", forwardedHere);
  }

  /** Notes it, unless there were too many just now. */
  public void note(SlowRequest slow) {
    long before;
    synchronized (this) {
      long now = ticker.nanos();
      if (now - windowNanos >= TimeUnit.SECONDS.toNanos(1)) {
        windowNanos = now;
        lines = 0;
      }
      if (lines == LINES_MAX) {
        leftOut++;
        return;
      }
      lines++;
      before = leftOut;
      leftOut = 0;
    }
    write(slow, before);
  }

  private void write(SlowRequest slow, long before) {
    SlowRequest.What what = slow.what();
    String millis = String.format(Locale.ROOT, "%.1f", slow.nanos() / NANOS_PER_MILLI);
    LoggingEventBuilder line =
        LOG.atWarn()
            .addKeyValue("request", what.requestId())
            .addKeyValue("kind", what.kind().word())
            .addKeyValue("millis", millis)
            .addKeyValue("outcome", slow.end().word());
    StringBuilder more = new StringBuilder();
    if (!what.consistency().isEmpty()) {
      line = line.addKeyValue("consistency", what.consistency());
      more.append(" at ").append(what.consistency());
    }
    if (what.partition().isPresent()) {
      line = line.addKeyValue("partition", what.partition().getAsInt());
      more.append(" of partition ").append(what.partition().getAsInt());
    }
    OptionalInt hops = slow.answer().hops(node);
    if (hops.isPresent()) {
      line = line.addKeyValue("hops", hops.getAsInt());
      more.append(", ").append(hops.getAsInt()).append(" hops");
    }
    if (before > 0) {
      line = line.addKeyValue("left_out", before);
      more.append("; ").append(before).append(" more were left out before it");
    }
    line.log(
        "slow request {}: {}{}: {} after {} ms",
        what.requestId(),
        what.kind().word(),
        more,
        slow.end().word(),
        millis);
  }
}
