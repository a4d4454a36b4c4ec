package dev.isochrone.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CausalityTest {
  private static final Stamp A5 = stamp(1, 5);
  private static final Stamp B7 = stamp(2, 7);

  @Test
  void compare_aVersionWithOneThatReplacedIt_isBefore_andTheOtherWayAfter() {
    RowVersion first = version(A5, CausalContext.EMPTY);
    RowVersion second = version(B7, seen(Map.of(A5.origin(), A5.at())));

    assertThat(Causality.compare(first, second)).isEqualTo(Causality.BEFORE);
    assertThat(Causality.compare(second, first)).isEqualTo(Causality.AFTER);
  }

  @Test
  void compare_versionsThatDidNotSeeEachOther_areConcurrent_howeverFarApartInTime() {
    RowVersion first = version(A5, CausalContext.EMPTY);
    RowVersion second =
        version(stamp(2, 1_000_000), seen(Map.of(A5.origin(), HlcTimestamp.of(4, 65_535))));

    assertThat(Causality.compare(first, second)).isEqualTo(Causality.CONCURRENT);
    assertThat(Causality.compare(second, first)).isEqualTo(Causality.CONCURRENT);
  }

  @Test
  void compare_aReplacementWithALesserStamp_isAfterAllTheSame() {
    RowVersion replaced = version(B7, CausalContext.EMPTY);
    RowVersion replacement = version(A5, seen(Map.of(B7.origin(), B7.at())));

    assertThat(Causality.compare(replacement, replaced)).isEqualTo(Causality.AFTER);
  }

  @Test
  void compare_aVersionWithItself_isTheSame() {
    RowVersion one = version(A5, CausalContext.EMPTY);

    assertThat(Causality.compare(one, one)).isEqualTo(Causality.SAME);
  }

  @Test
  void compare_versionsThatClaimToHaveSeenEachOther_isABrokenInvariant() {
    RowVersion first = version(A5, seen(Map.of(B7.origin(), B7.at())));
    RowVersion second = version(B7, seen(Map.of(A5.origin(), A5.at())));

    assertThatIllegalStateException().isThrownBy(() -> Causality.compare(first, second));
  }

  @ForSeeds
  void compare_agreesWithTheHistories_whateverWasWrittenAndCarriedWhere(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    World world = new World();
    for (int step = 0; step < 40; step++) {
      int who = random.nextInt(World.REGIONS);
      switch (random.nextInt(3)) {
        case 0 -> world.write(who, random.nextInt(3));
        case 1 -> world.carry(random.nextInt(World.REGIONS), who);
        default -> world.read(who);
      }
    }
    for (RowVersion first : world.versions) {
      for (RowVersion second : world.versions) {
        assertThat(Causality.compare(first, second))
            .as("%s and %s", first.version(), second.version())
            .isEqualTo(world.oracle(first, second));
      }
    }
  }

  /**
   * Three regions that write one row and carry what they heard of to each other. Beside each
   * version's context stands the slow and obvious thing: the set of all versions that its writer
   * had seen.
   */
  private static final class World {
    static final int REGIONS = 3;

    final List<RowVersion> versions = new ArrayList<>();
    private final Map<Stamp, Set<Stamp>> histories = new HashMap<>();
    private final List<Set<Stamp>> heard = emptySets();
    private final List<Set<Stamp>> seen = emptySets();
    private final long[] clocks = {100, 50, 10}; // Far apart: time must not matter.

    void write(int who, int pause) {
      clocks[who] += 1 + pause;
      Stamp stamp = stamp(who + 1, clocks[who]);
      histories.put(stamp, Set.copyOf(seen.get(who)));
      versions.add(version(stamp, contextOf(seen.get(who))));
      heard.get(who).add(stamp);
    }

    /** The next writer here will have seen all that this region heard of. */
    void read(int who) {
      seen.get(who).addAll(heard.get(who));
    }

    void carry(int from, int to) {
      heard.get(to).addAll(heard.get(from));
    }

    Causality oracle(RowVersion first, RowVersion second) {
      Stamp one = first.version().stamp();
      Stamp other = second.version().stamp();
      if (one.equals(other)) {
        return Causality.SAME;
      } else if (histories.getOrDefault(other, Set.of()).contains(one)) {
        return Causality.BEFORE;
      }
      return histories.getOrDefault(one, Set.of()).contains(other)
          ? Causality.AFTER
          : Causality.CONCURRENT;
    }

    private static CausalContext contextOf(Set<Stamp> history) {
      SortedMap<Origin, HlcTimestamp> upTo = new TreeMap<>();
      history.forEach(stamp -> upTo.merge(stamp.origin(), stamp.at(), HlcTimestamp::max));
      return new CausalContext(upTo);
    }

    private static List<Set<Stamp>> emptySets() {
      List<Set<Stamp>> sets = new ArrayList<>();
      for (int i = 0; i < REGIONS; i++) {
        sets.add(new HashSet<>());
      }
      return sets;
    }
  }

  private static RowVersion version(Stamp stamp, CausalContext context) {
    return new RowVersion(
        new Version(0, stamp),
        /* tombstone= */ true,
        new RowVersion.WrittenBy(1, 1),
        RowVersion.CauseOf.WRITE,
        context,
        Bytes.EMPTY);
  }

  private static CausalContext seen(Map<Origin, HlcTimestamp> upTo) {
    return new CausalContext(new TreeMap<>(upTo));
  }

  private static Stamp stamp(int origin, long millis) {
    return new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin));
  }
}
