package dev.isochrone.wire.grpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for answers on a stream, found by number. A number is a place and a count of how often
 * places were given, so that an answer that comes after its place was given anew finds nothing. One
 * thread at a time.
 */
final class Slots<T> {
  private static final int PLACE_BITS = 16;

  /** How many may wait at once. */
  static final int MAX = 1 << PLACE_BITS;

  private long given;
  private int used;
  private int[] free = new int[0];
  private int freeCount;
  private long[] numbers = new long[0];
  private final ArrayList<@Nullable T> waiting = new ArrayList<>();

  boolean isFull() {
    return used == MAX;
  }

  boolean isEmpty() {
    return used == 0;
  }

  /** Never 0. */
  long put(T waiter) {
    if (isFull()) {
      throw new IllegalStateException(MAX + " wait already");
    }
    if (freeCount == 0) {
      grow();
    }
    int place = free[--freeCount];
    long number = ++given << PLACE_BITS | place;
    numbers[place] = number;
    waiting.set(place, waiter);
    used++;
    return number;
  }

  /** Null if nothing waits under this number any more. */
  @Nullable T take(long number) {
    int place = (int) number & (MAX - 1);
    if (place >= numbers.length || numbers[place] != number || number == 0) {
      return null;
    }
    return clear(place);
  }

  /** Takes all that the predicate wants. */
  List<T> takeAll(Predicate<T> wanted) {
    List<T> taken = new ArrayList<>();
    for (int place = 0; place < numbers.length && used > 0; place++) {
      T waiter = numbers[place] == 0 ? null : waiting.get(place);
      if (waiter != null && wanted.test(waiter)) {
        clear(place);
        taken.add(waiter);
      }
    }
    return taken;
  }

  private @Nullable T clear(int place) {
    T waiter = waiting.set(place, null);
    numbers[place] = 0;
    free[freeCount++] = place;
    used--;
    return waiter;
  }

  private void grow() {
    int before = numbers.length;
    int after = Math.min(MAX, Math.max(64, before * 2));
    numbers = Arrays.copyOf(numbers, after);
    free = Arrays.copyOf(free, after);
    for (int place = after - 1; place >= before; place--) {
      waiting.add(null);
      free[freeCount++] = place;
    }
  }
}
