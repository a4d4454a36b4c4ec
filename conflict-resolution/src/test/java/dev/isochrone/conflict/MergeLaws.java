package dev.isochrone.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What every merge must hold, so that regions agree whatever reached them when and how often. To be
 * inherited by a test of each merge.
 *
 * @param <T> what is merged; equal states are equal values
 */
public abstract class MergeLaws<T> {
  /** Several states that one history has brought about, in different places. */
  protected abstract List<T> states(RandomGenerator random);

  /** What stands after {@code arriving} came to {@code stored}. */
  protected abstract T merge(T stored, T arriving);

  @ForSeeds(100)
  void merge_isCommutative(long seed) {
    List<T> states = states(generator(seed));
    for (T one : states) {
      for (T other : states) {
        assertThat(merge(one, other)).isEqualTo(merge(other, one));
      }
    }
  }

  @ForSeeds(100)
  void merge_isAssociative(long seed) {
    List<T> states = states(generator(seed));
    for (T one : states) {
      for (T other : states) {
        for (T third : states) {
          assertThat(merge(merge(one, other), third)).isEqualTo(merge(one, merge(other, third)));
        }
      }
    }
  }

  @ForSeeds(100)
  void merge_isIdempotent(long seed) {
    List<T> states = states(generator(seed));
    for (T one : states) {
      assertThat(merge(one, one)).isEqualTo(one);
      for (T other : states) {
        T both = merge(one, other);
        assertThat(merge(both, one)).isEqualTo(both);
        assertThat(merge(both, other)).isEqualTo(both);
      }
    }
  }

  @ForSeeds(100)
  void merge_endsAlike_whateverTheOrder_theRepetitions_andTheBatches(long seed) {
    RandomGenerator random = generator(seed);
    List<T> states = states(random);
    T expected = states.stream().reduce(this::merge).orElseThrow();
    List<T> arrivals = new ArrayList<>(states);
    arrivals.addAll(states.subList(0, states.size() / 2));
    for (int order = 0; order < 5; order++) {
      Collections.shuffle(arrivals, new Random(random.nextLong()));
      int cut = 1 + random.nextInt(arrivals.size() - 1);
      T first = arrivals.subList(0, cut).stream().reduce(this::merge).orElseThrow();
      T second = arrivals.subList(cut, arrivals.size()).stream().reduce(this::merge).orElseThrow();

      assertThat(merge(first, second)).isEqualTo(expected);
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
