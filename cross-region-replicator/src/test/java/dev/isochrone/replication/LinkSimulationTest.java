package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.testing.ForSeeds;
import java.util.List;

/**
 * Whatever happens between two regions, the receiver has the outbox's first changes, each once and
 * in order, no frontier passes a change that has not arrived (both checked by {@link ModelInbox}
 * after every apply), and when the weather clears, everything arrives.
 */
class LinkSimulationTest {
  private static final int TROUBLES = 60;
  private static final int WRITES = 120;

  @ForSeeds
  void link_inBadWeather_losesNothingDoublesNothing_andCatchesUpAfterwards(long seed) {
    play(seed);
  }

  @ForSeeds(20)
  void world_ofOneSeed_isTheSameTwice(long seed) {
    assertThat(play(seed)).isEqualTo(play(seed));
  }

  private static List<String> play(long seed) {
    Simulation world = new Simulation(seed);
    LinkWorld link = LinkWorld.ofOnePartition(world);
    long troubleMicros = 3_000_000;
    for (int i = 0; i < WRITES; i++) {
      world.after(world.between(0, troubleMicros + 500_000), link::write);
    }
    for (int i = 0; i < TROUBLES; i++) {
      world.after(world.between(0, troubleMicros), () -> trouble(world, link));
    }
    world.after(troubleMicros, link::heal);
    boolean[] over = new boolean[1];
    world.after(troubleMicros + 500_001, () -> over[0] = true);

    world.runUntil(() -> over[0] && link.converged(), 100_000);

    return world.trace();
  }

  private static void trouble(Simulation world, LinkWorld link) {
    switch (world.random().nextInt(8)) {
      case 0 -> link.crashSender();
      case 1 -> link.crashReceiver();
      case 2 -> link.pause(true);
      case 3 -> link.pause(false);
      default -> {} // Streams break by themselves.
    }
  }
}
