package dev.isochrone.zone.tally;

import java.util.ArrayList;
import java.util.List;

/**
 * How the operations ended whose answers will leave in one message. They are counted together, by
 * one look at the clock; those of one kind and end that came in one message, as most do, by one
 * addition. One thread at a time.
 */
public final class MessageTally {
  private final RequestTally tally;
  private final List<Run> runs = new ArrayList<>();

  /** Operations of one kind that came at one time and ended alike. */
  private static final class Run {
    private final RequestKind kind;
    private final RequestEnd end;
    private final long begunNanos;
    private int count;

    Run(RequestKind kind, RequestEnd end, long begunNanos) {
      this.kind = kind;
      this.end = end;
      this.begunNanos = begunNanos;
    }

    boolean isOf(RequestKind otherKind, RequestEnd otherEnd, long otherNanos) {
      return kind == otherKind && end == otherEnd && begunNanos == otherNanos;
    }
  }

  /** Of no operation yet. */
  public MessageTally(RequestTally tally) {
    this.tally = tally;
  }

  /**
   * Notes an operation's end.
   *
   * @param begunNanos when its message came, of {@link RequestTally#nanos}
   */
  public void add(RequestKind kind, RequestEnd end, long begunNanos) {
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last == null || !last.isOf(kind, end, begunNanos)) {
      last = new Run(kind, end, begunNanos);
      runs.add(last);
    }
    last.count++;
  }

  /** Told of operations that took long. */
  @FunctionalInterface
  public interface SlowOnes {
    /**
     * So many in a row, which came at one time and ended alike.
     *
     * @param first how many were noted before the first of them, since the last count
     * @param nanos how long each of them took
     */
    void took(int first, int count, RequestEnd end, long nanos);
  }

  /** Counts what was noted, as ended now, and forgets it. */
  public void count() {
    count(Long.MAX_VALUE, (first, count, end, nanos) -> {});
  }

  /**
   * The same.
   *
   * @param slowNanos from here on an operation took long
   */
  public void count(long slowNanos, SlowOnes slow) {
    if (runs.isEmpty()) {
      return;
    }
    long now = tally.nanos();
    int first = 0;
    for (Run run : runs) {
      long nanos = now - run.begunNanos;
      tally.ended(run.kind, run.end, run.count, nanos);
      if (nanos >= slowNanos) {
        slow.took(first, run.count, run.end, nanos);
      }
      first += run.count;
    }
    runs.clear();
  }
}
