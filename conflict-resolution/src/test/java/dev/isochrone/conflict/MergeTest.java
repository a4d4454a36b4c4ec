package dev.isochrone.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.testing.ForSeeds;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergeTest {
  private static final int STEPS = 60;
  private static final OwnBounds BOUNDS = OwnBounds.among(3);
  private static final Stamp A5 = stamp(1, 5);
  private static final Stamp B7 = stamp(2, 7);
  private static final Stamp A9 = stamp(1, 9);

  /** Nothing that nobody had seen vanishes, and nothing that somebody wrote over comes back. */
  @ForSeeds
  void vector_theRow_isAlwaysWhatNobodyHadSeen_ofAllThatWasHeardOf(long seed) {
    RowWorld world = world(ConflictPolicy.VECTOR, seed, BOUNDS);
    for (int i = 0; i < STEPS; i++) {
      world.step();
      for (int who = 0; who < RowWorld.REGIONS; who++) {
        Set<Stamp> row =
            world.row(who).<Set<Stamp>>map(r -> r.versions().keySet()).orElse(Set.of());
        assertThat(row).as("step %d, region %d", i, who).isEqualTo(world.unseen(who));
      }
    }
    world.carryAll();
    assertThat(Set.copyOf(world.rows())).hasSize(1);
  }

  @ForSeeds
  void lww_theRow_isTheGreatestStampHeardOf_andNobodyLosesToWhomItHadNotSeen(long seed) {
    RowWorld world = world(ConflictPolicy.LWW, seed, BOUNDS);
    for (int i = 0; i < STEPS; i++) {
      world.step();
      for (int who = 0; who < RowWorld.REGIONS; who++) {
        if (world.row(who).isPresent()) {
          assertThat(world.row(who).get().isSingle()).isTrue();
          assertThat(world.row(who).get().newest().version().stamp())
              .isEqualTo(Collections.max(world.heard(who)));
        }
      }
    }
    world.carryAll();
    assertThat(Set.copyOf(world.rows())).hasSize(1);
  }

  /** The bound on what one region adds is a bound on what it has in any region's row. */
  @ForSeeds
  void vector_noRegionsRow_hasMoreOfARegionThanItMayAdd(long seed) {
    RowWorld world = world(ConflictPolicy.VECTOR, seed, new OwnBounds(2, 1 << 20));
    for (int i = 0; i < 2 * STEPS; i++) {
      world.step();
      for (SiblingSet row : world.rows()) {
        for (int origin = 1; origin <= RowWorld.REGIONS; origin++) {
          assertThat(row.bornIn(new Origin(origin))).hasSizeLessThanOrEqualTo(2);
        }
      }
    }
    world.carryAll();
    assertThat(Set.copyOf(world.rows())).hasSize(1);
  }

  @Test
  void lww_ofTwoThatHadNotSeenEachOther_displacesTheLesser_whicheverCameFirst() {
    SiblingSet mine = row(A5, CausalContext.EMPTY);
    SiblingSet theirs = row(B7, CausalContext.EMPTY);

    Merged there = arrived(ConflictPolicy.LWW, mine, theirs);
    Merged here = arrived(ConflictPolicy.LWW, theirs, mine);

    assertThat(there).isEqualTo(new Merged(theirs, List.of(mine.newest())));
    assertThat(here).isEqualTo(there);
    assertThat(there.lost(A5.origin())).containsExactly(mine.newest());
    assertThat(there.lost(B7.origin())).isEmpty();
  }

  @Test
  void lww_anOrdinaryOverwriteThatArrivesLate_displacesNothing() {
    SiblingSet mine = row(A5, CausalContext.EMPTY);
    SiblingSet overwrite = row(B7, CausalContext.EMPTY.with(A5));

    assertThat(arrived(ConflictPolicy.LWW, mine, overwrite).displaced()).isEmpty();
    assertThat(arrived(ConflictPolicy.LWW, overwrite, mine))
        .isEqualTo(new Merged(overwrite, List.of()));
  }

  @Test
  void vector_ofTwoThatHadNotSeenEachOther_keepsBoth() {
    Merged merged =
        arrived(ConflictPolicy.VECTOR, row(A5, CausalContext.EMPTY), row(B7, CausalContext.EMPTY));

    assertThat(merged.row().versions().keySet()).containsExactly(A5, B7);
    assertThat(merged.displaced()).isEmpty();
  }

  @Test
  void vector_oneWriteThatGivesTheContextBack_settlesSiblings() {
    SiblingSet siblings =
        arrived(ConflictPolicy.VECTOR, row(A5, CausalContext.EMPTY), row(B7, CausalContext.EMPTY))
            .row();

    Writing writing =
        Merge.write(
            ConflictPolicy.VECTOR,
            Optional.of(siblings),
            born(A9, Optional.of(siblings.context())),
            BOUNDS);

    assertThat(((Merged) writing).row().versions().keySet()).containsExactly(A9);
  }

  @Test
  void write_blind_overSiblings_isUnread() {
    SiblingSet siblings =
        arrived(ConflictPolicy.VECTOR, row(A5, CausalContext.EMPTY), row(B7, CausalContext.EMPTY))
            .row();

    assertThat(blind(ConflictPolicy.VECTOR, siblings)).isEqualTo(Writing.Unread.SIBLINGS);
  }

  @ParameterizedTest
  @EnumSource
  void write_blind_hasSeenWhatItReplaces_andAllBehindThat(ConflictPolicy policy) {
    Stamp before = stamp(3, 2);
    SiblingSet stored = row(B7, CausalContext.EMPTY.with(before));

    Merged merged = (Merged) blind(policy, stored);

    assertThat(merged.row().newest().context())
        .isEqualTo(CausalContext.EMPTY.with(before).with(B7));
    assertThat(merged.displaced()).isEmpty();
  }

  @Test
  void write_withAContextThatLeavesOutWhatIsStored_displacesIt_orStandsBesideIt() {
    SiblingSet stored = row(B7, CausalContext.EMPTY);
    Born born = born(A9, Optional.of(CausalContext.EMPTY));

    Merged lww = (Merged) Merge.write(ConflictPolicy.LWW, Optional.of(stored), born, BOUNDS);
    Merged vector = (Merged) Merge.write(ConflictPolicy.VECTOR, Optional.of(stored), born, BOUNDS);

    assertThat(lww.row().versions().keySet()).containsExactly(A9);
    assertThat(lww.displaced()).containsExactly(stored.newest());
    assertThat(vector.row().versions().keySet()).containsExactly(B7, A9);
  }

  @ParameterizedTest
  @EnumSource
  void write_withAContextThatIsNotOlder_isForLater(ConflictPolicy policy) {
    for (Stamp seen : List.of(stamp(3, 9), stamp(3, 10), stamp(1, 9))) {
      Born born = born(A9, Optional.of(CausalContext.EMPTY.with(seen)));

      assertThat(Merge.write(policy, Optional.empty(), born, BOUNDS))
          .isEqualTo(new Writing.NotOlder(seen.at()));
    }
  }

  @Test
  void write_thatLeavesTooManyOfThisRegion_isUnread() {
    Optional<SiblingSet> row = Optional.empty();
    for (int i = 0; i < OwnBounds.VERSIONS_MAX; i++) {
      Born blind = born(stamp(1, 20 + i), Optional.of(CausalContext.EMPTY));
      row = Optional.of(((Merged) Merge.write(ConflictPolicy.VECTOR, row, blind, BOUNDS)).row());
    }
    Stamp next = stamp(1, 99);

    assertThat(
            Merge.write(
                ConflictPolicy.VECTOR, row, born(next, Optional.of(CausalContext.EMPTY)), BOUNDS))
        .isEqualTo(Writing.Unread.TOO_MANY);
    assertThat(
            Merge.write(
                ConflictPolicy.VECTOR, row, born(next, row.map(SiblingSet::context)), BOUNDS))
        .isInstanceOf(Merged.class);
  }

  @Test
  void write_thatLeavesTooManyBytesOfThisRegion_isRefused() {
    OwnBounds narrow = new OwnBounds(16, 100);
    SiblingSet stored = row(A5, CausalContext.EMPTY);
    Bytes large = Bytes.wrap(new byte[200]);
    Born tooLarge =
        new Born(A9, Optional.of(large), new RowVersion.WrittenBy(1, 1), Optional.empty());

    assertThat(
            Merge.write(
                ConflictPolicy.VECTOR,
                Optional.of(stored),
                born(A9, Optional.of(CausalContext.EMPTY)),
                new OwnBounds(16, 60)))
        .isEqualTo(Writing.Unread.TOO_MANY);
    assertThat(Merge.write(ConflictPolicy.VECTOR, Optional.of(stored), tooLarge, narrow))
        .isEqualTo(new Writing.TooLarge(100));
    assertThat(Merge.write(ConflictPolicy.LWW, Optional.of(stored), tooLarge, narrow))
        .isInstanceOf(Merged.class);
  }

  @ParameterizedTest
  @EnumSource
  void arrival_ofOneStampWithAnotherContent_isNeverTheSame(ConflictPolicy policy) {
    SiblingSet stored = row(B7, CausalContext.EMPTY);
    SiblingSet other = row(B7, CausalContext.EMPTY.with(A5));

    assertThat(Merge.arrive(policy, Optional.of(stored), other))
        .isEqualTo(new Arrival.TwoContents(B7));
    assertThat(Merge.arrive(policy, Optional.of(stored), stored))
        .isEqualTo(new Merged(stored, List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void arrival_atARowNeverHeardOf_isTheRow(ConflictPolicy policy) {
    SiblingSet first = row(B7, CausalContext.EMPTY);

    assertThat(Merge.arrive(policy, Optional.empty(), first))
        .isEqualTo(new Merged(first, List.of()));
  }

  private static Merged arrived(ConflictPolicy policy, SiblingSet stored, SiblingSet arriving) {
    return (Merged) Merge.arrive(policy, Optional.of(stored), arriving);
  }

  private static Writing blind(ConflictPolicy policy, SiblingSet stored) {
    return Merge.write(policy, Optional.of(stored), born(A9, Optional.empty()), BOUNDS);
  }

  private static Born born(Stamp stamp, Optional<CausalContext> seen) {
    return new Born(stamp, Optional.empty(), new RowVersion.WrittenBy(1, 1), seen);
  }

  private static SiblingSet row(Stamp stamp, CausalContext context) {
    return SiblingSet.of(
        new RowVersion(
            new Version(0, stamp),
            /* tombstone= */ true,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            context,
            Bytes.EMPTY));
  }

  private static RowWorld world(ConflictPolicy policy, long seed, OwnBounds bounds) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return new RowWorld(policy, random, bounds);
  }

  private static Stamp stamp(int origin, long millis) {
    return new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin));
  }
}
