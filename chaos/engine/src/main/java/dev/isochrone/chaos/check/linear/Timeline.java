package dev.isochrone.chaos.check.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Beginnings and ends of the calls that are not placed yet, in the order of time, as a linked list:
 * a call leaves it and comes back in constant time (Lowe's <i>lift</i> and <i>unlift</i>). A
 * beginning stands before an end of the same instant: such calls overlap.
 */
final class Timeline {
  private static final int HEAD = 0;

  /** By place in the list, from 1: the call, as {@code ~call} where it ends. */
  private final int[] call;

  private final int[] next;
  private final int[] previous;
  private final int[] beginning;

  /** By call; {@link #HEAD} if it never ends. */
  private final int[] end;

  private final int[] placed;
  private final boolean[] isPlaced;
  private int placedCount;

  Timeline(List<? extends Call<?>> calls) {
    List<Integer> events = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      events.add(i);
      if (!calls.get(i).isUnknown()) {
        events.add(~i);
      }
    }
    events.sort(
        Comparator.<Integer>comparingLong(event -> time(calls, event))
            .thenComparing(event -> event < 0));
    call = new int[events.size() + 1];
    next = new int[events.size() + 1];
    previous = new int[events.size() + 1];
    beginning = new int[calls.size()];
    end = new int[calls.size()];
    placed = new int[calls.size()];
    isPlaced = new boolean[calls.size()];
    link(events);
  }

  private static long time(List<? extends Call<?>> calls, int event) {
    return event < 0 ? calls.get(~event).to() : calls.get(event).from();
  }

  private void link(List<Integer> events) {
    for (int i = 0; i < events.size(); i++) {
      int place = i + 1;
      int event = events.get(i);
      call[place] = event;
      next[i] = place;
      previous[place] = i;
      if (event < 0) {
        end[~event] = place;
      } else {
        beginning[event] = place;
      }
    }
    next[events.size()] = HEAD;
    previous[HEAD] = events.size();
  }

  /** In the order of their beginnings; all that are left, if none of them ends. */
  int[] unplacedBeforeFirstEnd() {
    int[] found = new int[8];
    int count = 0;
    for (int at = next[HEAD]; at != HEAD && call[at] >= 0; at = next[at]) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = call[at];
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * The place of the first end that is left, which names it; not to be asked when there is none.
   */
  int firstEnd() {
    int at = next[HEAD];
    while (call[at] >= 0) {
      at = next[at];
    }
    return at;
  }

  /** Whether no call that is left ends. */
  boolean isAllEnded() {
    int at = next[HEAD];
    while (at != HEAD && call[at] >= 0) {
      at = next[at];
    }
    return at == HEAD;
  }

  int placed() {
    return placedCount;
  }

  boolean isPlaced(int which) {
    return isPlaced[which];
  }

  void place(int which) {
    unlink(beginning[which]);
    if (end[which] != HEAD) {
      unlink(end[which]);
    }
    placed[placedCount++] = which;
    isPlaced[which] = true;
  }

  /** The last that were placed are unplaced again, until there are so many. */
  void takeBackTo(int count) {
    while (placedCount > count) {
      int which = placed[--placedCount];
      isPlaced[which] = false;
      if (end[which] != HEAD) {
        relink(end[which]);
      }
      relink(beginning[which]);
    }
  }

  private void unlink(int at) {
    next[previous[at]] = next[at];
    previous[next[at]] = previous[at];
  }

  private void relink(int at) {
    next[previous[at]] = at;
    previous[next[at]] = at;
  }
}
