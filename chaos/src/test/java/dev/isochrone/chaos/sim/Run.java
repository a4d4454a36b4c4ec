package dev.isochrone.chaos.sim;

import java.util.SortedMap;

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
}
