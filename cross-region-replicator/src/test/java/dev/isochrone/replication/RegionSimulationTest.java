package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Residency;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two origin partitions and three receiving ones. Whatever happens, every partition has its own
 * changes of each origin partition's first ones, each once and in order; no row is where its domain
 * forbids it; nothing that the region says of itself is more than each of its partitions has (all
 * checked after every apply and every answer); and when the weather clears, everything arrives.
 */
class RegionSimulationTest {
  private static final Origin SENDING = new Origin(1);
  private static final int ORIGIN_PARTITIONS = 2;
  private static final int RECEIVING_PARTITIONS = 3;
  private static final int TABLES = 3;
  private static final int BOUND_TABLE = 3;
  private static final int WRITES = 80;
  private static final int TROUBLES = 60;
  private static final long TROUBLE_MICROS = 3_000_000;

  @ForSeeds
  void region_inBadWeather_losesNothingDoublesNothing_andCatchesUpAfterwards(long seed) {
    play(seed);
  }

  @ForSeeds(20)
  void world_ofOneSeed_isTheSameTwice(long seed) {
    assertThat(play(seed)).isEqualTo(play(seed));
  }

  private static List<String> play(long seed) {
    Simulation world = new Simulation(seed);
    SplitRegion region = new SplitRegion(world, RECEIVING_PARTITIONS);
    List<LinkWorld> links = new ArrayList<>();
    List<ModelOutbox> outboxes = new ArrayList<>();
    for (int i = 0; i < ORIGIN_PARTITIONS; i++) {
      ModelOutbox outbox = new ModelOutbox(SENDING, TABLES);
      outboxes.add(outbox);
      region.expect(new OriginPartition(SENDING, i), outbox, change -> !isBound(change));
      links.add(new LinkWorld(world, i, outbox, region, RegionSimulationTest::ruling));
    }
    for (LinkWorld link : links) {
      for (int i = 0; i < WRITES; i++) {
        world.after(world.between(0, TROUBLE_MICROS + 500_000), link::write);
      }
    }
    for (int i = 0; i < TROUBLES; i++) {
      world.after(world.between(0, TROUBLE_MICROS), () -> trouble(world, links));
    }
    world.after(TROUBLE_MICROS, () -> links.forEach(LinkWorld::heal));
    boolean[] over = new boolean[1];
    world.after(TROUBLE_MICROS + 500_001, () -> over[0] = true);

    world.runUntil(() -> over[0] && links.stream().allMatch(LinkWorld::converged), 300_000);

    for (int i = 0; i < ORIGIN_PARTITIONS; i++) {
      // A sender that began later has not held back what an earlier one did.
      long bound =
          outboxes.get(i).upTo(outboxes.get(i).announced().sequence()).stream()
              .filter(RegionSimulationTest::isBound)
              .count();
      assertThat(links.get(i).heldBack()).isLessThanOrEqualTo(bound);
    }
    return world.trace();
  }

  private static void trouble(Simulation world, List<LinkWorld> links) {
    LinkWorld link = links.get(world.random().nextInt(links.size()));
    switch (world.random().nextInt(8)) {
      case 0 -> link.crashSender();
      case 1, 2 -> link.crashReceiver();
      case 3 -> link.pause(true);
      case 4 -> link.pause(false);
      default -> {} // Streams break by themselves.
    }
  }

  private static boolean isBound(Change change) {
    return change.key().tableId() == BOUND_TABLE;
  }

  private static Residency.Ruling ruling(int table, Region region) {
    return table == BOUND_TABLE
        ? new Residency.Ruling(Residency.Verdict.MUST_NOT_HOLD, Optional.of(new DomainName("eu")))
        : Residency.ANYWHERE.of(table, region);
  }
}
