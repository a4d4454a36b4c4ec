package dev.isochrone.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.conflict.HomedVersions.Verdict;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class HomedVersionsTest {
  @Test
  void judge_theFirstVersionOfARow_isTheNewest() {
    assertThat(HomedVersions.judge(Optional.empty(), version(1, 5, 1))).isEqualTo(Verdict.NEWEST);
  }

  @Test
  void judge_withinAnEpoch_goesByTime() {
    assertThat(judge(version(1, 5, 1), version(1, 6, 1))).isEqualTo(Verdict.NEWEST);
    assertThat(judge(version(1, 5, 1), version(1, 4, 1))).isEqualTo(Verdict.OLDER);
  }

  @Test
  void judge_atEqualTimes_goesByTheOriginsNumber() {
    assertThat(judge(version(1, 5, 2), version(1, 5, 10))).isEqualTo(Verdict.NEWEST);
    assertThat(judge(version(1, 5, 10), version(1, 5, 2))).isEqualTo(Verdict.OLDER);
  }

  @Test
  void judge_aNewHomesFirstWrite_isAboveTheOldHomesGreaterStamp() {
    assertThat(judge(version(1, 900, 1), version(2, 5, 2))).isEqualTo(Verdict.NEWEST);
    assertThat(judge(version(2, 5, 2), version(1, 900, 1))).isEqualTo(Verdict.OLDER);
  }

  @Test
  void judge_theStoredVersionAgain_isTheSame() {
    assertThat(judge(version(1, 5, 1), version(1, 5, 1))).isEqualTo(Verdict.SAME);
  }

  /** G1 and G2: the outcome depends on what arrived, not on how often or in which order. */
  @ForSeeds
  void keepingTheNewest_endsAtTheGreatest_whateverTheOrderAndTheRepetitions(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Version> arrivals = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      // Few values: ties and repetitions must occur.
      arrivals.add(version(random.nextInt(1, 3), random.nextInt(4), random.nextInt(1, 4)));
    }
    Version greatest = Collections.max(arrivals);
    arrivals.addAll(arrivals.subList(0, 4));
    for (int order = 0; order < 10; order++) {
      Collections.shuffle(arrivals, new Random(random.nextLong()));
      Optional<Version> newest = Optional.empty();
      for (Version arriving : arrivals) {
        if (HomedVersions.judge(newest, arriving) == Verdict.NEWEST) {
          newest = Optional.of(arriving);
        }
      }
      assertThat(newest).contains(greatest);
    }
  }

  private static Verdict judge(Version newest, Version arriving) {
    return HomedVersions.judge(Optional.of(newest), arriving);
  }

  private static Version version(int homeEpoch, long millis, int origin) {
    return new Version(homeEpoch, new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin)));
  }
}
