package dev.isochrone.chaos.sim;

import dev.isochrone.consensus.local.Agenda;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * One agenda, one generator, one trace. Time stands still while a thing happens, and jumps to the
 * next one.
 */
final class Stage implements Agenda {
  private static final int TAIL_LINES = 400;
  private static final long HASH_START = 0xcbf29ce484222325L;
  private static final long HASH_FACTOR = 0x100000001b3L;

  private record Pending(long atMillis, long sequence, Runnable action)
      implements Comparable<Pending> {
    @Override
    public int compareTo(Pending that) {
      int byTime = Long.compare(atMillis, that.atMillis);
      return byTime != 0 ? byTime : Long.compare(sequence, that.sequence);
    }
  }

  private final PriorityQueue<Pending> pending = new PriorityQueue<>();
  private final RandomGenerator random;
  private final Deque<String> tail = new ArrayDeque<>();
  private final SortedMap<String, Integer> counts = new TreeMap<>();
  private long nowMillis;
  private long sequence;
  private long hash = HASH_START;
  private @Nullable AssertionError broken;

  Stage(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  public long millis() {
    return nowMillis;
  }

  long nanos() {
    return nowMillis * 1_000_000;
  }

  @Override
  public void after(long millis, Runnable action) {
    pending.add(new Pending(nowMillis + millis, sequence++, action));
  }

  RandomGenerator random() {
    return random;
  }

  /** True so many times in a hundred. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** From min to max, both included. */
  long between(long min, long max) {
    return random.nextLong(min, max + 1);
  }

  /** Does the next thing. */
  void step() {
    Pending next = pending.remove();
    nowMillis = next.atMillis();
    next.action().run();
    if (broken != null) {
      throw broken;
    }
  }

  void runUntil(long millis) {
    while (!pending.isEmpty() && pending.element().atMillis() <= millis) {
      step();
    }
    nowMillis = millis;
  }

  /**
   * What must hold does not. The step throws it at its end, since whoever finds it may stand below
   * code that takes a throw for something else.
   */
  void broken(String what, @Nullable Throwable cause) {
    if (broken == null) {
      broken = new AssertionError("at " + nowMillis + " ms: " + what, cause);
    }
  }

  /**
   * Requires what must hold.
   *
   * @param what is said if it does not: made only then, as this is asked for each entry
   */
  void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      broken(what.get(), null);
    }
  }

  void note(String line) {
    hash = (hash ^ nowMillis) * HASH_FACTOR;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * HASH_FACTOR;
    }
    tail.add(nowMillis + " " + line);
    if (tail.size() > TAIL_LINES) {
      tail.remove();
    }
  }

  /** Something happened that tests want to see happen. */
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  SortedMap<String, Integer> counts() {
    return counts;
  }

  /** Of all lines so far, with their times. */
  long traceHash() {
    return hash;
  }

  /** How many things were put on the agenda. */
  long events() {
    return sequence;
  }

  /** The last lines. */
  String tail() {
    return String.join("\n", tail);
  }
}
