package dev.isochrone.consensus.local;

import dev.isochrone.consensus.MemberId;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Carries what members send, badly: late, out of order, twice, or not at all; and not between
 * members that were cut from each other. Confined to the world's thread.
 */
public final class TwinNetwork {
  private record Pair(MemberId from, MemberId to) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair that) {
      int byFrom = from.compareTo(that.from);
      return byFrom != 0 ? byFrom : to.compareTo(that.to);
    }
  }

  private final Agenda agenda;
  private final RandomGenerator random;
  private final Consumer<String> trace;
  private final Set<Pair> cuts = new TreeSet<>();
  private Weather weather;

  /**
   * @param trace takes a line for each message and each change; same seed, same lines
   */
  public TwinNetwork(
      Agenda agenda, RandomGenerator random, Weather weather, Consumer<String> trace) {
    this.agenda = agenda;
    this.random = random;
    this.weather = weather;
    this.trace = trace;
  }

  public void weather(Weather next) {
    weather = next;
    note("weather " + next);
  }

  /** Nothing gets from one to the other, in this direction; what is under way arrives. */
  public void cutOneWay(MemberId from, MemberId to) {
    cuts.add(new Pair(from, to));
    note("cut " + from + "->" + to);
  }

  public void cut(MemberId a, MemberId b) {
    cutOneWay(a, b);
    cutOneWay(b, a);
  }

  /** All cuts are mended. */
  public void heal() {
    cuts.clear();
    note("heal");
  }

  boolean isCut(MemberId from, MemberId to) {
    return cuts.contains(new Pair(from, to));
  }

  /** The arrival runs once, twice or never. */
  void send(MemberId from, MemberId to, Object message, Runnable arrival) {
    boolean lost = chance(weather.dropPercent()) || isCut(from, to);
    note(from + "->" + to + " " + message + (lost ? " lost" : ""));
    if (lost) {
      return;
    }
    agenda.after(delay(), arrival);
    if (chance(weather.doublePercent())) {
      agenda.after(delay(), arrival);
    }
  }

  /** How long the next sync of a log takes. */
  long syncMillis() {
    return random.nextLong(1, weather.syncMaxMillis() + 1L);
  }

  /** A choice between two times, both included. */
  long between(long minMillis, long maxMillis) {
    return random.nextLong(minMillis, maxMillis + 1);
  }

  Agenda agenda() {
    return agenda;
  }

  void note(String line) {
    trace.accept(line);
  }

  private long delay() {
    return random.nextLong(1, weather.delayMaxMillis() + 1L);
  }

  private boolean chance(int percent) {
    return percent > 0 && random.nextInt(100) < percent;
  }
}
