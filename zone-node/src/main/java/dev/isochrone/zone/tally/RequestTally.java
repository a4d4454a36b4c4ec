package dev.isochrone.zone.tally;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts requests by kind and end, and their times by kind. Any thread, and nobody waits for
 * another: adding is two or three additions to cells that threads rarely share, found by index.
 *
 * <p>Reading is not a moment: what is counted meanwhile may be in one sum and not yet in another.
 * Each sum alone never goes back.
 */
public final class RequestTally {
  private final Ticker ticker;

  /** Filled at the start and then only read: finding in it is one look into an array. */
  private final Map<RequestKind, OfKind> kinds = new EnumMap<>(RequestKind.class);

  /** The counts of one kind, by the index of the end, and its times. */
  private record OfKind(List<LongAdder> ends, RequestTimes times) {}

  /** Nothing counted yet. */
  public RequestTally(Ticker ticker) {
    this.ticker = ticker;
    for (RequestKind kind : RequestKind.values()) {
      kinds.put(kind, new OfKind(List.of(cells(RequestEnd.all().size())), new RequestTimes()));
    }
  }

  /** The time at which a request came, to be given back with its end. */
  public long nanos() {
    return ticker.nanos();
  }

  /**
   * Counts a request.
   *
   * @param begunNanos when it came, of {@link #nanos}
   */
  public void ended(RequestKind kind, RequestEnd end, long begunNanos) {
    ended(kind, end, 1, nanos() - begunNanos);
  }

  /** Counts requests that took the same time, each of them so long. */
  void ended(RequestKind kind, RequestEnd end, int count, long nanos) {
    OfKind cells = of(kind);
    cells.ends().get(end.index()).add(count);
    cells.times().add(count, nanos);
  }

  /**
   * Asks, and counts what that comes to.
   *
   * @return completes after it is counted, as what was asked for does
   */
  public <T> CompletableFuture<Outcome<T>> counted(
      RequestKind kind, Supplier<CompletableFuture<Outcome<T>>> request) {
    long begun = nanos();
    return request
        .get()
        .whenComplete(
            (outcome, defect) ->
                ended(kind, defect == null ? RequestEnd.of(outcome) : RequestEnd.DEFECT, begun));
  }

  /** How many of this kind ended so. */
  public long count(RequestKind kind, RequestEnd end) {
    return of(kind).ends().get(end.index()).sum();
  }

  /** How many of this kind ended, in whatever way. */
  public long count(RequestKind kind) {
    return RequestEnd.all().stream().mapToLong(end -> count(kind, end)).sum();
  }

  /** How long those of this kind took, in whatever way they ended. */
  public RequestTimes times(RequestKind kind) {
    return of(kind).times();
  }

  private OfKind of(RequestKind kind) {
    return Objects.requireNonNull(kinds.get(kind)); // Each kind has its cells from the start.
  }

  static LongAdder[] cells(int count) {
    return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
  }
}
