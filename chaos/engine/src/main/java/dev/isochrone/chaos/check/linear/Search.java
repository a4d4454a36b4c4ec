package dev.isochrone.chaos.check.linear;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of the calls that the model explains, and in which no call stands before one
 * that had ended when it began.
 *
 * <p>J. Wing and C. Gong, <i>Testing and verifying concurrent objects</i> (1993): try each call
 * that began before any other unplaced one ended; G. Lowe, <i>Testing for linearizability</i>
 * (2017): never twice from the same {@link Configuration}, and keep the unplaced calls in a linked
 * list.
 *
 * <p>Four things make it fast, and change no verdict. A call that only looks, and fits, is placed
 * at once: earlier is never worse. A state is not left as long as there are calls that fit nowhere
 * else ({@link Duties}). An unknown change is placed only where a call that could follow at once is
 * explained by it: else it could be left out. Changes are tried in the order of their versions.
 *
 * <p>Memory and time are bounded by the number of configurations. Not thread-safe, used once.
 */
final class Search<S, C> {
  private static final int ABSENT = -1;

  /** How a search ended. */
  enum End {
    /** There is an order. */
    FOUND,
    /** There is none. */
    NONE,
    /** There were more configurations than allowed. */
    TOO_MANY
  }

  /** Calls that may be next, of which those from {@code next} on have not been tried. */
  private static final class Frame<S> {
    final S state;
    final int[] candidates;
    final int placed;
    int next;

    Frame(S state, int[] candidates, int placed) {
      this.state = state;
      this.candidates = candidates;
      this.placed = placed;
    }
  }

  private final Model<S, C> model;
  private final List<Call<C>> calls;
  private final int configurationsMax;
  private final Duties<S> duties;
  private final int[] placeOfNumber;
  private final Timeline timeline;
  private final Set<Configuration<S>> seen = new HashSet<>();
  private final Deque<Frame<S>> frames = new ArrayDeque<>();

  Search(Model<S, C> model, List<Call<C>> calls, Duties<S> duties, int configurationsMax) {
    this.model = model;
    this.duties = duties;
    this.calls = List.copyOf(calls);
    this.configurationsMax = configurationsMax;
    this.timeline = new Timeline(this.calls);
    this.placeOfNumber = places(this.calls);
  }

  End run() {
    if (arrive(model.initial())) {
      return End.FOUND;
    }
    while (!frames.isEmpty()) {
      if (seen.size() > configurationsMax) {
        return End.TOO_MANY;
      }
      Frame<S> frame = frames.getLast();
      timeline.takeBackTo(frame.placed);
      if (frame.next == frame.candidates.length) {
        frames.removeLast();
      } else if (tryNext(frame)) {
        return End.FOUND;
      }
    }
    return End.NONE;
  }

  int configurations() {
    return seen.size();
  }

  private boolean tryNext(Frame<S> frame) {
    int candidate = frame.candidates[frame.next++];
    Call<C> call = calls.get(candidate);
    S after = model.after(frame.state, call.step());
    if (after == null
        || isLeftTooEarly(frame.state, candidate)
        || (call.isUnknown() && !isWanted(candidate, frame.candidates))) {
      return false;
    }
    timeline.place(candidate);
    return arrive(after);
  }

  /** The next change may itself be what the state is kept for. */
  private boolean isLeftTooEarly(S state, int candidate) {
    for (int number : duties.of(state)) {
      int call = number < placeOfNumber.length ? placeOfNumber[number] : ABSENT;
      if (call != ABSENT
          && call != candidate
          && !calls.get(call).isUnknown()
          && !timeline.isPlaced(call)) {
        return true;
      }
    }
    return false;
  }

  private static int[] places(List<? extends Call<?>> calls) {
    int max = calls.stream().mapToInt(Call::number).max().orElse(Call.UNNUMBERED);
    int[] places = new int[max + 1];
    Arrays.fill(places, ABSENT);
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).number() != Call.UNNUMBERED) {
        places[calls.get(i).number()] = i;
      }
    }
    return places;
  }

  private boolean isWanted(int unknown, int[] others) {
    for (int other : others) {
      if (other != unknown && model.explains(calls.get(unknown).step(), calls.get(other).step())) {
        return true;
      }
    }
    return false;
  }

  /** Whether all ends are behind; else there is one frame more, unless its like has been tried. */
  private boolean arrive(S state) {
    int[] unplaced = timeline.unplacedBeforeFirstEnd();
    while (placeOneThatLooks(state, unplaced)) {
      unplaced = timeline.unplacedBeforeFirstEnd();
    }
    if (timeline.isAllEnded()) {
      return true;
    }
    if (seen.add(new Configuration<>(timeline.firstEnd(), unplaced, state))) {
      frames.addLast(new Frame<>(state, inOrderOfVersions(unplaced), timeline.placed()));
    }
    return false;
  }

  private boolean placeOneThatLooks(S state, int[] unplaced) {
    for (int each : unplaced) {
      C step = calls.get(each).step();
      if (model.onlyLooks(step) && model.after(state, step) != null) {
        timeline.place(each);
        return true;
      }
    }
    return false;
  }

  /** By insertion: there are few, and they are nearly in order. */
  private int[] inOrderOfVersions(int[] unplaced) {
    int[] ordered = unplaced.clone();
    for (int i = 1; i < ordered.length; i++) {
      int moved = ordered[i];
      int at = i;
      for (; at > 0 && isBefore(moved, ordered[at - 1]); at--) {
        ordered[at] = ordered[at - 1];
      }
      ordered[at] = moved;
    }
    return ordered;
  }

  private boolean isBefore(int one, int other) {
    int byVersion = Integer.compare(hint(one), hint(other));
    return byVersion != 0 ? byVersion < 0 : calls.get(one).to() < calls.get(other).to();
  }

  private int hint(int call) {
    return calls.get(call).hint().orElse(Integer.MAX_VALUE);
  }
}
