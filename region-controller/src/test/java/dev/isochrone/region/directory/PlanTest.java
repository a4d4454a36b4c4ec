package dev.isochrone.region.directory;

import static dev.isochrone.region.directory.Places.EU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PlanTest {
  @ForSeeds(100)
  void plan_isOneThatTheDirectoryTakes(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Shape shape = new Shape(random.nextInt(1, 40), random.nextInt(1, 4), random.nextInt(3, 12));
    Binding binding =
        new Binding(
            Places.CLUSTER.id(), EU, new dev.isochrone.model.Origin(1), RegionRole.DATA, shape);
    RegionDirectoryState state =
        RegionDirectoryState.EMPTY.apply(new RegionCommand.Bind(binding)).state();
    for (int i = 0; i < shape.nodes(); i++) {
      state = state.apply(new RegionCommand.Register(Places.node(EU, i))).state();
    }

    var plan = Plan.of(shape, state.nodes().values()).orElseThrow();

    assertThat(state.apply(new RegionCommand.Place(plan)).refusal()).isEmpty();
  }

  @Test
  void plan_withFewerZonesThanReplicas_isNone() {
    List<RegisteredNode> twoZones = new ArrayList<>();
    for (int i : new int[] {0, 1, 3, 4}) {
      twoZones.add(Places.node(EU, i));
    }

    assertThat(Plan.of(new Shape(1, 3, 4), twoZones)).isEmpty();
  }
}
