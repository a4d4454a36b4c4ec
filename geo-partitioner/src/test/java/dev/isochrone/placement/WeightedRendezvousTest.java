package dev.isochrone.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.testing.ForSeeds;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WeightedRendezvousTest {
  private static final int KEYS = 2_000;
  private static final double UNIT_EU_WEST = 0x1.54682640a877fp-2;
  private static final double UNIT_US_EAST = 0x1.1ed63c75e634dp-2;

  /** Whatever weights were, raising one moves keys to that region and between no others. */
  @ForSeeds(50)
  void raisingOneWeight_movesKeysToThatRegionAlone(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SortedMap<Region, Integer> before = weights(random);
    Region raised = new Region("r" + random.nextInt(before.size()));
    SortedMap<Region, Integer> after = new TreeMap<>(before);
    after.merge(raised, 1 + random.nextInt(50), Integer::sum);

    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      Bytes key = key(random.nextLong());
      Region from = WeightedRendezvous.pick(before, key);
      Region to = WeightedRendezvous.pick(after, key);
      if (!from.equals(to)) {
        assertThat(to).isEqualTo(raised);
        moved++;
      }
    }
    assertThat(moved / (double) KEYS)
        .isCloseTo(share(after, raised) - share(before, raised), within(0.05));
  }

  /** What a region that goes had is spread over the others; theirs stays. */
  @ForSeeds(50)
  void aRegionThatGoes_movesItsOwnKeysAlone(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SortedMap<Region, Integer> before = weights(random);
    Region gone = new Region("r" + random.nextInt(before.size()));
    SortedMap<Region, Integer> after = new TreeMap<>(before);
    after.remove(gone);

    for (int i = 0; i < KEYS; i++) {
      Bytes key = key(random.nextLong());
      Region from = WeightedRendezvous.pick(before, key);
      if (!from.equals(gone)) {
        assertThat(WeightedRendezvous.pick(after, key)).isEqualTo(from);
      }
    }
  }

  /** Computed elsewhere, with a port of the hash's own source in Python. */
  @Test
  void units_areThoseOfTheFormat() {
    assertThat(WeightedRendezvous.unit(new Region("eu-west"), key(1))).isEqualTo(UNIT_EU_WEST);
    assertThat(WeightedRendezvous.unit(new Region("us-east"), key(1))).isEqualTo(UNIT_US_EAST);
  }

  @Test
  void homes_ofSomeKeys_neverChange() {
    SortedMap<Region, Integer> weights =
        new TreeMap<>(Map.of(new Region("eu-west"), 3, new Region("us-east"), 1));
    StringBuilder homes = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      homes.append(WeightedRendezvous.pick(weights, key(i)).name().charAt(0));
    }

    assertThat(homes).hasToString("eeueeeeeeeueeeeueeuueeeueeeeeuee");
  }

  private static SortedMap<Region, Integer> weights(RandomGenerator random) {
    SortedMap<Region, Integer> weights = new TreeMap<>();
    int regions = 2 + random.nextInt(5);
    for (int i = 0; i < regions; i++) {
      weights.put(new Region("r" + i), 1 + random.nextInt(20));
    }
    return weights;
  }

  private static double share(SortedMap<Region, Integer> weights, Region region) {
    return weights.getOrDefault(region, 0)
        / (double) weights.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Bytes key(long number) {
    return KeyTuple.encode(Key.of(new KeyPart.Int64(number)));
  }
}
