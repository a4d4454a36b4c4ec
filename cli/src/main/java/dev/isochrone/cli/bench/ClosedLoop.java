package dev.isochrone.cli.bench;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of requests outstanding for a time: the next one is sent when one is answered, by
 * one thread, on a row drawn uniformly. The shape is that of the loop by which peers are measured,
 * thread hand-off included. Per request it allocates what takes the answer, and locks nothing.
 */
final class ClosedLoop {
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private final Ticker ticker;
  private final RandomGenerator random;
  private final int rows;
  private final Duration answerMax;

  /**
   * A loop that can be run again and again.
   *
   * @param rows their numbers go from 0 up to here
   * @param answerMax every request is answered within it
   */
  ClosedLoop(Ticker ticker, RandomGenerator random, int rows, Duration answerMax) {
    this.ticker = ticker;
    this.random = random;
    this.rows = rows;
    this.answerMax = answerMax;
  }

  /**
   * How a run goes.
   *
   * @param outstanding requests at once, at most
   */
  record Run(int outstanding, Duration time, Pace pace) {}

  /**
   * Runs for a time, and until all answers are there.
   *
   * @param progress told once a second how many nanoseconds have passed
   */
  Measured run(Requests.Sending requests, Run how, LongConsumer progress)
      throws InterruptedException {
    Answers answers = new Answers(how.outstanding());
    long cpu = MachineCpu.micros();
    long begin = ticker.nanos();
    long end = begin + how.time().toNanos();
    long tell = begin;
    for (long sent = 0; ; sent++) {
      long due = how.pace().dueAfter(sent);
      await(begin + due);
      answers.free.acquire();
      long now = ticker.nanos();
      if (now - end >= 0) {
        answers.free.release();
        break;
      }
      if (now - tell >= 0) {
        progress.accept(now - begin);
        tell += TimeUnit.SECONDS.toNanos(1);
      }
      CompletableFuture<?> unused =
          requests
              .send(random.nextInt(rows))
              .whenComplete(answers.at(how.pace().isSet() ? begin + due : now));
    }
    answers.awaitAll(how.outstanding(), answerMax);
    long nanos = ticker.nanos() - begin;
    return new Measured(
        nanos,
        answers.latencies.getIntervalHistogram(),
        MachineCpu.micros() - cpu,
        answers.rows.sum(),
        answers.refused());
  }

  private void await(long nanos) {
    for (long left = nanos - ticker.nanos(); left > 0; left = nanos - ticker.nanos()) {
      LockSupport.parkNanos(left);
    }
  }

  /** What comes back; on the client's threads. */
  private final class Answers {
    final Semaphore free;
    final Recorder latencies = new Recorder(LATENCY_NANOS_MAX, DIGITS);
    final LongAdder rows = new LongAdder();
    private final ConcurrentMap<RefusalCode, LongAdder> refused = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();

    Answers(int outstanding) {
      this.free = new Semaphore(outstanding);
    }

    /** Takes the answer to what is sent at this time. */
    BiConsumer<Object, @Nullable Throwable> at(long sent) {
      return (answer, failure) -> {
        if (failure == null) {
          latencies.recordValue(Math.min(ticker.nanos() - sent, LATENCY_NANOS_MAX));
          if (answer instanceof Scans.Scanned scanned) {
            rows.add(scanned.rows());
          }
        } else {
          count(failure);
        }
        free.release();
      };
    }

    private void count(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (cause instanceof RefusedException refusal) {
        refused.computeIfAbsent(refusal.refusal().code(), code -> new LongAdder()).increment();
      } else {
        defect.compareAndSet(null, cause);
      }
    }

    void awaitAll(int outstanding, Duration max) throws InterruptedException {
      if (!free.tryAcquire(outstanding, max.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("a request was not answered within " + max);
      }
      Throwable first = defect.get();
      if (first != null) {
        throw new IllegalStateException(first);
      }
    }

    SortedMap<RefusalCode, Long> refused() {
      SortedMap<RefusalCode, Long> counts = new TreeMap<>();
      refused.forEach((code, count) -> counts.put(code, count.sum()));
      return counts;
    }
  }
}
