package dev.isochrone.chaos.check.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes calls that have no order few: from a history of thousands to the handful that a person can
 * follow. Halves are taken away, then quarters, down to single ones, as long as what is left still
 * has no order (A. Zeller and R. Hildebrandt, <i>Simplifying and isolating failure-inducing
 * input</i>, 2002).
 *
 * <p>What is left proves what the whole does: a change goes only if no call that stays can be
 * explained by it, either at all or because another change that stays came between; so that without
 * it there would be an order if there was one with it. And a condition that held is dropped, which
 * only allows more orders.
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
    List<Call<C>> few = eachChunk(upToTheFirstThatShowsIt(calls), this::weakened);
    int before;
    do {
      before = few.size();
      few = eachChunk(few, unused -> List.of());
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

  private List<Call<C>> weakened(List<Call<C>> chunk) {
    return chunk.stream().map(call -> call.weakenedTo(model.weakened(call.step()))).toList();
  }

  /** Puts something else in the place of chunks, smaller and smaller ones, where that may be. */
  private List<Call<C>> eachChunk(List<Call<C>> calls, UnaryOperator<List<Call<C>>> change) {
    List<Call<C>> current = calls;
    for (int size = Math.max(1, calls.size() / 2); size >= 1; size /= 2) {
      int from = 0;
      while (from < current.size() && configurationsLeft > 0) {
        int to = Math.min(current.size(), from + size);
        List<Call<C>> chunk = current.subList(from, to);
        List<Call<C>> other = change.apply(chunk);
        List<Call<C>> changed = new ArrayList<>(current.subList(0, from));
        changed.addAll(other);
        changed.addAll(current.subList(to, current.size()));
        if (!other.equals(chunk)
            && (!other.isEmpty() || mayGo(chunk, changed))
            && hasNoOrder(changed)) {
          current = changed;
          from += other.size();
        } else {
          from = to;
        }
      }
    }
    return current;
  }

  private boolean mayGo(List<Call<C>> chunk, List<Call<C>> rest) {
    return chunk.stream()
        .filter(call -> !model.onlyLooks(call.step()))
        .noneMatch(change -> rest.stream().anyMatch(other -> mayExplain(change, other, rest)));
  }

  private boolean mayExplain(Call<C> change, Call<C> other, List<Call<C>> rest) {
    return change.from() <= other.to()
        && model.explains(change.step(), other.step())
        && rest.stream().noneMatch(between -> isBetween(change, between, other));
  }

  /** Whether in every order the one in the middle is, and overwrites the first before the last. */
  private boolean isBetween(Call<C> first, Call<C> middle, Call<C> last) {
    return first.to() < middle.from()
        && middle.to() < last.from()
        && model.leaves(middle.step()) != null;
  }

  private boolean hasNoOrder(List<Call<C>> calls) {
    int most = (int) Math.min(Integer.MAX_VALUE, configurationsLeft);
    Search<S, C> search = new Search<>(model, calls, duties, most);
    Search.End end = search.run();
    configurationsLeft -= search.configurations();
    return end == Search.End.NONE;
  }
}
