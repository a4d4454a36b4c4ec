package dev.isochrone.wire.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SlotsTest {
  @ForSeeds
  void slots_behaveLikeAMapByNumber(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Slots<String> slots = new Slots<>();
    Map<Long, String> model = new HashMap<>();
    List<Long> everGiven = new ArrayList<>(List.of(0L, -1L, 77L));

    for (int i = 0; i < 1_000; i++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          long number = slots.put("waiter " + i);
          assertThat(model).doesNotContainKey(number);
          model.put(number, "waiter " + i);
          everGiven.add(number);
        }
        case 2, 3 -> {
          long number = everGiven.get(random.nextInt(everGiven.size()));
          assertThat(slots.take(number)).isEqualTo(model.remove(number));
        }
        default -> {
          char digit = (char) ('0' + random.nextInt(10));
          List<String> taken = slots.takeAll(waiter -> waiter.indexOf(digit) >= 0);
          assertThat(taken)
              .containsExactlyInAnyOrderElementsOf(
                  model.values().stream().filter(it -> it.indexOf(digit) >= 0).toList());
          model.values().removeAll(taken);
        }
      }
      assertThat(slots.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  @Test
  void fullSlots_takeNoMore_untilOneIsTaken() {
    Slots<Integer> slots = new Slots<>();
    long last = 0;
    for (int i = 0; i < Slots.MAX; i++) {
      last = slots.put(i);
    }

    assertThat(slots.isFull()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> slots.put(-1));
    assertThat(slots.take(last)).isEqualTo(Slots.MAX - 1);
    assertThat(slots.put(-1)).isNotEqualTo(last);
  }
}
