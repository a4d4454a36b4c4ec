package dev.isochrone.chaos.check.linear;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes calls that have no order few: from a history of thousands to the handful that a person can
 * follow. Halves are taken away, then quarters, down to single ones, as long as what is left still
 * has no order (A. Zeller and R. Hildebrandt, <i>Simplifying and isolating failure-inducing
 * input</i>, 2002).
 *
 * <p>What is left proves what the whole does. A call that only looks may always go. A change may go
 * if no call that stays can be explained by it, so that without it there would be an order if there
 * was one with it; those that look and may have seen it go along. And a condition that held may be
 * dropped, which only allows more orders.
 */
final class Shrinker<S, C> {
  private final Model<S, C> model;
  private final Duties<S> duties;
  private long configurationsLeft;

  Shrinker(Model<S, C> model, Duties<S> duties, long configurationsMax) {
    this.model = model;
    this.duties = duties;
    this.configurationsLeft = configurationsMax;
  }

  /** The fewer calls that have no order either; of calls that have none. */
  List<Call<C>> shrink(List<Call<C>> calls) {
    List<Call<C>> few = eachChunk(upToTheFirstThatShowsIt(calls), this::withoutConditions);
    int before;
    do {
      before = few.size();
      few = eachChunk(few, this::without);
    } while (few.size() < before);
    return few;
  }

  /** What has an order up to some instant had one up to every earlier instant: so halves do. */
  private List<Call<C>> upToTheFirstThatShowsIt(List<Call<C>> calls) {
    long[] ends =
        calls.stream().filter(call -> !call.isUnknown()).mapToLong(Call::to).sorted().toArray();
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hasNoOrder(knownAt(ends[middle], calls))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return knownAt(ends[high], calls);
  }

  private List<Call<C>> knownAt(long instant, List<Call<C>> calls) {
    return calls.stream()
        .filter(call -> call.from() <= instant)
        .map(call -> call.asOf(instant))
        .filter(call -> !(call.isUnknown() && model.onlyLooks(call.step())))
        .toList();
  }

  /** Changes chunks, smaller and smaller ones, where what is left then has no order either. */
  private List<Call<C>> eachChunk(List<Call<C>> calls, Change<C> change) {
    List<Call<C>> current = calls;
    for (int size = Math.max(1, calls.size() / 2); size >= 1; size /= 2) {
      int from = 0;
      while (from < current.size() && configurationsLeft > 0) {
        int to = Math.min(current.size(), from + size);
        List<Call<C>> changed = change.to(current, from, to);
        if (!changed.equals(current) && hasNoOrder(changed)) {
          from = changed.size() < current.size() ? from : to;
          current = changed;
        } else {
          from = to;
        }
      }
    }
    return current;
  }

  /** What becomes of calls when something is done to those from one place to another. */
  private interface Change<C> {
    /** The calls themselves if it may not be done. */
    List<Call<C>> to(List<Call<C>> calls, int from, int to);
  }

  private List<Call<C>> withoutConditions(List<Call<C>> calls, int from, int to) {
    List<Call<C>> changed = new ArrayList<>(calls);
    changed.subList(from, to).replaceAll(call -> call.weakenedTo(model.weakened(call.step())));
    return changed;
  }

  private List<Call<C>> without(List<Call<C>> calls, int from, int to) {
    List<Call<C>> gone =
        calls.subList(from, to).stream().filter(call -> !model.onlyLooks(call.step())).toList();
    List<Call<C>> rest = new ArrayList<>(calls.subList(0, from));
    rest.addAll(calls.subList(to, calls.size()));
    List<Call<C>> changes = rest.stream().filter(call -> !model.onlyLooks(call.step())).toList();
    List<Call<C>> left = new ArrayList<>();
    for (Call<C> call : rest) {
      boolean isExplained = gone.stream().anyMatch(change -> mayExplain(change, call, changes));
      if (isExplained && !model.onlyLooks(call.step())) {
        return calls;
      }
      if (!isExplained) {
        left.add(call);
      }
    }
    return left;
  }

  /** Not if the other surely comes later than a change that stays, and has another reason to. */
  private boolean mayExplain(Call<C> change, Call<C> other, List<Call<C>> staying) {
    return change.from() <= other.to()
        && model.explains(change.step(), other.step())
        && !(hasAnotherReason(other, staying) && isOverwritten(change, other, staying));
  }

  private boolean hasAnotherReason(Call<C> call, List<Call<C>> staying) {
    return model.after(model.initial(), call.step()) != null
        || staying.stream().anyMatch(change -> model.explains(change.step(), call.step()));
  }

  private boolean isOverwritten(Call<C> change, Call<C> before, List<Call<C>> staying) {
    return staying.stream()
        .anyMatch(
            between ->
                change.to() < between.from()
                    && between.to() < before.from()
                    && model.leaves(between.step()) != null);
  }

  private boolean hasNoOrder(List<Call<C>> calls) {
    int most = (int) Math.min(Integer.MAX_VALUE, configurationsLeft);
    Search<S, C> search = new Search<>(model, calls, duties, most);
    Search.End end = search.run();
    configurationsLeft -= search.configurations();
    return end == Search.End.NONE;
  }
}
