package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Operation;
import dev.isochrone.chaos.sim.ground.Scenario;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a seed came to.
 *
 * @param traceHash of everything that happened
 */
record Run(
    Scenario scenario,
    long seed,
    long traceHash,
    long virtualMillis,
    long events,
    int operations,
    int done,
    int unknown,
    int blows,
    SortedMap<String, Integer> counts) {

  /** Plays the seed; what fails names the seed, the scenario, and the command that repeats it. */
  static Run play(Scenario scenario, long seed, Ports ports) {
    World world = new World(scenario, seed, ports);
    try {
      world.play();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, scenario %s: %s%nmvn verify -pl chaos -am -Dtest=SimulatorTest -Dsurefire.failIfNoSpecifiedTests=false -Dsim.from=%d -Dsim.seeds=1%n%s"
              .formatted(seed, scenario, e.getMessage(), seed, world.stage().tail()),
          e);
    }
    return new Run(
        scenario,
        seed,
        world.stage().traceHash(),
        world.stage().millis(),
        world.stage().events(),
        world.clients().operations().size(),
        count(world, Operation.Verdict.DONE),
        count(world, Operation.Verdict.UNKNOWN),
        world.storm().blows(),
        world.stage().counts());
  }

  private static int count(World world, Operation.Verdict verdict) {
    return (int)
        world.clients().operations().stream().filter(operation -> operation.is(verdict)).count();
  }

  /** What many runs came to together. */
  static final class Tally {
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long seeds;
    private long virtualMillis;
    private long events;
    private long operations;
    private long done;
    private long unknown;
    private long blows;

    void add(Run run) {
      seeds++;
      virtualMillis += run.virtualMillis();
      events += run.events();
      operations += run.operations();
      done += run.done();
      unknown += run.unknown();
      blows += run.blows();
      run.counts().forEach((what, times) -> counts.merge(what, (long) times, Long::sum));
    }

    /** How often it happened. */
    long of(String what) {
      return counts.getOrDefault(what, 0L);
    }

    long operations() {
      return operations;
    }

    @Override
    public String toString() {
      return "%d seeds, %.1f virtual hours, %d events, %d blows; %d writes: %d done, %d unknown; %s"
          .formatted(
              seeds, virtualMillis / 3_600_000.0, events, blows, operations, done, unknown, counts);
    }
  }
}
