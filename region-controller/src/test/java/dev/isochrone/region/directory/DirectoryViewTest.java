package dev.isochrone.region.directory;

import static dev.isochrone.region.directory.Places.EU;
import static dev.isochrone.region.directory.Places.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DirectoryViewTest {
  /**
   * Both directories change, and are published, in any order; a controller may be behind in either.
   * Of two views, the one that is newer in one part and older in none has the greater version, or
   * says the very same.
   */
  @ForSeeds(200)
  void version_neverFalls_fromAViewToALaterOne(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<GlobalDirectoryState> globals = new ArrayList<>(List.of(Places.settled()));
    List<RegionDirectoryState> regions =
        new ArrayList<>(List.of(Places.placed(globals.get(0), EU)));
    for (int i = 0; i < 20; i++) {
      change(random, i, globals, regions);
    }

    List<DirectoryView> views = new ArrayList<>();
    for (GlobalDirectoryState global : globals) {
      for (RegionDirectoryState region : regions) {
        view(global, region).ifPresent(views::add);
      }
    }
    assertThat(views).hasSizeGreaterThan(10);
    for (DirectoryView one : views) {
      for (DirectoryView other : views) {
        if (one.global() <= other.global() && one.region() <= other.region()) {
          boolean same = one.directory().equals(other.directory());
          assertThat(one.directory().version() < other.directory().version() || same)
              .as("%s, then %s", one, other)
              .isTrue();
        }
      }
    }
  }

  private static void change(
      RandomGenerator random,
      int step,
      List<GlobalDirectoryState> globals,
      List<RegionDirectoryState> regions) {
    GlobalDirectoryState global = globals.get(globals.size() - 1);
    RegionDirectoryState region = regions.get(regions.size() - 1);
    switch (random.nextInt(3)) {
      case 0 ->
          globals.add(
              global
                  .apply(new GlobalCommand.CreateTable("r" + step, Places.pinned("t" + step, US)))
                  .state());
      case 1 -> {
        RegisteredNode node = Places.node(EU, random.nextInt(6));
        RegisteredNode heavier =
            new RegisteredNode(node.entry().weighing(random.nextInt(1, 4)), node.instance());
        regions.add(region.apply(new RegionCommand.Register(heavier)).state());
      }
      default ->
          RegionSteps.next(EU, global, region)
              .world()
              .ifPresent(publish -> globals.add(global.apply(publish).state()));
    }
  }

  @Test
  void publication_changesNeitherWhatIsSeenNorItsVersion() {
    GlobalDirectoryState before = Places.settled();
    RegionDirectoryState own = Places.placed(before, EU);
    own = own.apply(new RegionCommand.Register(Places.node(EU, 4))).state();
    GlobalDirectoryState after =
        before.apply(RegionSteps.next(EU, before, own).world().orElseThrow()).state();

    assertThat(view(after, own).orElseThrow().directory())
        .isEqualTo(view(before, own).orElseThrow().directory());
    assertThat(RegionSteps.next(EU, after, own)).isEqualTo(RegionSteps.NONE);
  }

  @Test
  void ownRegion_isSeenWithItsRaftEndpoints_othersWithout() {
    GlobalDirectoryState global = Places.settled();
    DirectoryView view = view(global, Places.placed(global, EU)).orElseThrow();

    assertThat(view.directory().region(EU).orElseThrow().nodes().values())
        .allSatisfy(node -> assertThat(node.raft()).isPresent());
    assertThat(view.directory().region(US).orElseThrow().nodes().values())
        .allSatisfy(node -> assertThat(node.raft()).isEmpty());
  }

  @Test
  void regionWhosePartitionsHaveNoPlacesYet_keepsAllOthersWaiting_andIsNamed() {
    GlobalDirectoryState global = Places.running();

    assertThat(
            DirectoryView.of(global, Places.placed(global, EU)).fold(done -> "", Refusal::message))
        .contains(Places.ASIA.name());
  }

  @Test
  void controllerThatIsBehindWhatItsRegionPublished_givesNothingOut() {
    GlobalDirectoryState global = Places.settled();
    RegionDirectoryState behind =
        RegionDirectoryState.EMPTY
            .apply(RegionSteps.next(EU, global, RegionDirectoryState.EMPTY).own().orElseThrow())
            .state();

    RefusalCode code =
        DirectoryView.of(global, behind).fold(done -> RefusalCode.CORRUPT, Refusal::code);
    assertThat(code).isEqualTo(RefusalCode.NOT_READY);
  }

  @Test
  void steps_leadFromNothingToAPublishedRegion() {
    GlobalDirectoryState global = Places.founded();
    RegionDirectoryState own = RegionDirectoryState.EMPTY;
    int steps = 0;
    for (RegionSteps next = RegionSteps.next(EU, global, own);
        steps < 20 && (!next.equals(RegionSteps.NONE) || own.layout().isEmpty());
        next = RegionSteps.next(EU, global, own)) {
      steps++;
      if (next.own().isPresent()) {
        own = own.apply(next.own().get()).state();
      } else if (next.world().isPresent()) {
        global = global.apply(next.world().get()).state();
      } else {
        own = own.apply(new RegionCommand.Register(Places.node(EU, own.nodes().size()))).state();
      }
    }

    assertThat(global.directory().region(EU)).isPresent();
    assertThat(steps).isEqualTo(6); // Bound, three nodes, placed, published.
  }

  private static Optional<DirectoryView> view(
      GlobalDirectoryState global, RegionDirectoryState own) {
    return DirectoryView.of(global, own) instanceof Outcome.Done<DirectoryView> done
        ? Optional.of(done.value())
        : Optional.empty();
  }
}
