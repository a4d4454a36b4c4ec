package dev.isochrone.replication;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A world in one thread: a queue of things yet to happen, a clock, one seed. Same seed, same world,
 * as its trace shows.
 */
final class Simulation {
  private record Pending(long atMicros, long sequence, Runnable action) {}

  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          Comparator.comparingLong(Pending::atMicros).thenComparingLong(Pending::sequence));
  private final List<String> trace = new ArrayList<>();
  private final RandomGenerator random;
  private long nowMicros;
  private long sequence;

  Simulation(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  RandomGenerator random() {
    return random;
  }

  long nowNanos() {
    return nowMicros * 1000;
  }

  /** True {@code percent} times in a hundred. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Runs the action after so long. */
  void after(long micros, Runnable action) {
    pending.add(new Pending(nowMicros + micros, sequence++, action));
  }

  /** Some microseconds from min to max. */
  long between(long min, long max) {
    return random.nextLong(min, max + 1);
  }

  void log(String event) {
    trace.add(nowMicros + " " + event);
  }

  List<String> trace() {
    return trace;
  }

  /** Runs till {@code done}. A stall is a failure too. */
  void runUntil(BooleanSupplier done, int stepsMax) {
    for (int step = 0; !done.getAsBoolean(); step++) {
      Pending next = pending.poll();
      if (next == null || step == stepsMax) {
        throw new AssertionError("no progress after " + step + " steps at " + nowMicros + " us");
      }
      nowMicros = next.atMicros();
      next.action().run();
    }
  }
}
