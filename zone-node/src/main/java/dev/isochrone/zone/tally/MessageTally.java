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

  /** Counts what was noted, as ended now, and forgets it. */
  public void count() {
    if (runs.isEmpty()) {
      return;
    }
    long now = tally.nanos();
    for (Run run : runs) {
      tally.ended(run.kind, run.end, run.count, now - run.begunNanos);
    }
    runs.clear();
  }
}
