package dev.isochrone.consensus.local;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A world for one or more {@link TwinGroup}s, where no simulation above brings its own: an agenda
 * worked off by hand, a generator, a network, and a trace of every message. Same seed, same trace.
 */
public final class TwinWorld implements Agenda {
  private record Pending(long atMillis, long sequence, Runnable action) {}

  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          Comparator.comparingLong(Pending::atMillis).thenComparingLong(Pending::sequence));
  private final RandomGenerator random;
  private final TwinNetwork network;
  private final StringBuilder trace = new StringBuilder();
  private long nowMillis;
  private long sequence;

  public TwinWorld(long seed, Weather weather) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.network = new TwinNetwork(this, random, weather, this::note);
  }

  public RandomGenerator random() {
    return random;
  }

  public TwinNetwork network() {
    return network;
  }

  @Override
  public long millis() {
    return nowMillis;
  }

  @Override
  public void after(long millis, Runnable action) {
    pending.add(new Pending(nowMillis + millis, sequence++, action));
  }

  /** Does the next thing. Time stands still between two things. */
  public void step() {
    Pending next = pending.poll();
    if (next == null) {
      throw new IllegalStateException("nothing left to happen at " + nowMillis + " ms");
    }
    nowMillis = next.atMillis();
    next.action().run();
  }

  /** Steps until the condition holds. A world that does not come to it fails. */
  public void runUntil(BooleanSupplier condition, int stepsMax) {
    for (int steps = 0; !condition.getAsBoolean(); steps++) {
      if (steps == stepsMax) {
        throw new AssertionError("no progress after " + steps + " steps at " + nowMillis + " ms");
      }
      step();
    }
  }

  /** Steps until so much time has passed. */
  public void runFor(long millis) {
    long until = nowMillis + millis;
    after(millis, () -> {});
    while (nowMillis < until) {
      step();
    }
  }

  void note(String line) {
    trace.append(nowMillis).append(' ').append(line).append('\n');
  }

  /** Every message and every change so far, one a line, with its time. */
  public String trace() {
    return trace.toString();
  }
}
