package dev.isochrone.zone.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Stamp;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.ConflictRecord;
import dev.isochrone.model.row.ConflictRecord.State;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.zone.store.content.StoredRow;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The account of every acknowledged write, after regions wrote the same rows while they heard of
 * each other late, crashed and replayed: it is in the row, or somebody who had seen it wrote over
 * it, or it is recorded as lost, and only one of these; and all regions say the same.
 */
class MultiMasterAccountTest {
  private static final int STEPS = 120;

  @ForSeeds(300)
  void everyAcknowledgedWrite_isVisible_orOverwrittenKnowingly_orRecorded_once(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (MultiMasterWorld world = new MultiMasterWorld(random, 2 + (int) (seed % 2))) {
      for (int i = 0; i < STEPS; i++) {
        world.step();
        assertThat(world.regions).allMatch(MultiMasterWorld.Member::hasAnnouncedAll);
      }
      world.heal();

      requireConverged(world);
      requireAccount(world);
    }
  }

  private static void requireConverged(MultiMasterWorld world) {
    MultiMasterWorld.Member first = world.regions.get(0);
    for (MultiMasterWorld.Member region : world.regions) {
      for (StoredKey key : MultiMasterWorld.keys()) {
        Optional<StoredRow> row = region.store().newest(key);
        assertThat(row).isEqualTo(first.store().newest(key));
      }
      assertThat(region.conflicts()).isEqualTo(first.conflicts());
    }
  }

  private static void requireAccount(MultiMasterWorld world) {
    MultiMasterWorld.Member region = world.regions.get(0);
    Set<Stamp> visible = new HashSet<>();
    for (StoredKey key : MultiMasterWorld.keys()) {
      region.row(key).ifPresent(row -> visible.addAll(row.versions().keySet()));
    }
    Set<Stamp> overwritten = new HashSet<>();
    world.acknowledged.values().forEach(write -> overwritten.addAll(write.seen()));
    Map<Stamp, ConflictRecord> conflicts = region.conflicts();

    assertThat(world.acknowledged.keySet()).containsAll(conflicts.keySet());
    assertThat(world.acknowledged.keySet()).containsAll(visible);
    for (MultiMasterWorld.Acknowledged write : world.acknowledged.values()) {
      ConflictRecord conflict = conflicts.get(write.stamp());
      boolean recorded = conflict != null && conflict.state() == State.RECORDED;
      assertThat(count(visible, write) + count(overwritten, write) + (recorded ? 1 : 0))
          .as("accounts of %s: %s", write.stamp(), conflict)
          .isEqualTo(1);
      if (conflict != null) {
        assertThat(write.key().tableId()).isEqualTo(MultiMasterWorld.LWW);
        assertThat(conflict.winner().stamp()).isGreaterThan(write.stamp());
      }
      if (conflict != null && conflict.state() == State.WITHDRAWN) {
        assertThat(overwritten).contains(write.stamp());
      }
    }
  }

  private static int count(Set<Stamp> among, MultiMasterWorld.Acknowledged write) {
    return among.contains(write.stamp()) ? 1 : 0;
  }
}
