package dev.isochrone.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Which regions have copies of a row, by its home. */
class CopiesHeldTest {
  private static final DomainName DOMAIN = new DomainName("some");
  private static final Region DUBLIN = new Region("dublin");
  private static final Region MUMBAI = new Region("mumbai");
  private static final Region OHIO = new Region("ohio");
  private static final Region PARIS = new Region("paris");
  private static final Map<Region, Coordinates> PLACES =
      Map.of(
          DUBLIN, new Coordinates(53_350_000, -6_260_000),
          MUMBAI, new Coordinates(19_080_000, 72_880_000),
          OHIO, new Coordinates(40_000_000, -83_000_000),
          PARIS, new Coordinates(48_860_000, 2_350_000));

  @Test
  void aNumber_isThatManyOfTheNearest_besideTheHome() {
    assertThat(holders(PLACES, new Copies(1), DUBLIN)).containsExactly(DUBLIN, PARIS);
    assertThat(holders(PLACES, new Copies(2), DUBLIN)).containsExactly(DUBLIN, OHIO, PARIS);
    assertThat(holders(PLACES, new Copies(1), OHIO)).containsExactly(DUBLIN, OHIO);
    assertThat(holders(PLACES, new Copies(9), OHIO)).hasSize(4);
    assertThat(holders(PLACES, Copies.NONE, OHIO)).containsExactly(OHIO);
    assertThat(holders(PLACES, Copies.ALL, OHIO)).hasSize(4);
  }

  @Test
  void whereNobodySaid_whereRegionsLie_theyAreTakenByName_behindThoseThatLieSomewhere() {
    Map<Region, Coordinates> some = new TreeMap<>(PLACES);
    some.remove(DUBLIN);

    assertThat(holders(Map.of(), new Copies(1), PARIS)).containsExactly(DUBLIN, PARIS);
    assertThat(holders(some, new Copies(1), DUBLIN)).containsExactly(DUBLIN, MUMBAI);
    assertThat(holders(some, new Copies(2), PARIS)).containsExactly(MUMBAI, OHIO, PARIS);
  }

  @Test
  void theDomain_boundsWhatCopiesSay() {
    Directory directory = directory(PLACES, placed(new Copies(1)).within(DOMAIN), DUBLIN, MUMBAI);
    TableSpec table = table(directory);

    assertThat(holders(directory, table, DUBLIN)).containsExactly(DUBLIN, MUMBAI);
    assertThat(directory.holds(table, DUBLIN, PARIS)).isFalse();
  }

  @Test
  void multiMasterRows_areWhereverTheyMayBe() {
    Directory directory =
        directory(PLACES, TableSpec.Placement.multiMaster(ConflictPolicy.LWW), DUBLIN);

    assertThat(holders(directory, table(directory), OHIO)).hasSize(4);
    assertThat(directory.holdsAll(table(directory), MUMBAI)).isTrue();
    assertThat(directory.taking(table(directory), OHIO, MUMBAI)).isEqualTo(MUMBAI);
  }

  @Test
  void aRegionWithoutACopy_leavesTheRowsToTheirHome() {
    Directory directory = directory(PLACES, placed(new Copies(1)), DUBLIN);
    TableSpec table = table(directory);

    assertThat(directory.taking(table, DUBLIN, PARIS)).isEqualTo(PARIS);
    assertThat(directory.taking(table, DUBLIN, MUMBAI)).isEqualTo(DUBLIN);
    assertThat(directory.holdsAll(table, DUBLIN)).isFalse();
  }

  @Test
  void pinnedRows_areAllInTheRegionsThatHaveCopies() {
    Directory directory =
        directory(
            PLACES,
            new TableSpec.Placement(
                    TableLocality.REGIONAL_BY_TABLE, new HomeRule.Pinned(DUBLIN), Partitioning.HASH)
                .with(new Copies(1)),
            DUBLIN);

    assertThat(PLACES.keySet().stream().filter(it -> directory.holdsAll(table(directory), it)))
        .containsExactlyInAnyOrder(DUBLIN, PARIS);
  }

  @Test
  void theSender_keepsBackWhatOthersHaveNoCopyOf() {
    Directory directory = directory(PLACES, placed(new Copies(1)), DUBLIN);
    Residency fromDublin = Residency.of(() -> directory, DUBLIN);

    assertThat(fromDublin.of(7, PARIS).verdict()).isEqualTo(Residency.Verdict.MAY_HOLD);
    assertThat(fromDublin.of(7, OHIO).verdict()).isEqualTo(Residency.Verdict.MUST_NOT_HOLD);
    assertThat(Residency.of(() -> directory, OHIO).of(7, DUBLIN).verdict())
        .isEqualTo(Residency.Verdict.MAY_HOLD);
    // What arrives is judged by the domain alone.
    assertThat(Residency.of(() -> directory).of(7, OHIO).verdict())
        .isEqualTo(Residency.Verdict.MAY_HOLD);
    assertThat(fromDublin.of(8, OHIO).verdict()).isEqualTo(Residency.Verdict.UNKNOWN_TABLE);
  }

  /** The n nearest, each found by looking at all that are left. */
  @ForSeeds(100)
  void holders_areThoseOfTheModel(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Map<Region, Coordinates> places = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      Coordinates place =
          new Coordinates(
              random.nextInt(-Coordinates.LATITUDE_MAX, Coordinates.LATITUDE_MAX + 1),
              random.nextInt(-Coordinates.LONGITUDE_MAX, Coordinates.LONGITUDE_MAX + 1));
      places.put(new Region("r-" + i), place);
    }
    Region home = new Region("r-" + random.nextInt(8));
    int copies = random.nextInt(9);

    List<Region> expected = new ArrayList<>(List.of(home));
    List<Region> left = new ArrayList<>(places.keySet());
    left.remove(home);
    while (expected.size() < copies + 1 && !left.isEmpty()) {
      Region nearest = left.get(0);
      for (Region other : left) {
        if (kilometres(places, home, other) < kilometres(places, home, nearest)) {
          nearest = other;
        }
      }
      left.remove(nearest);
      expected.add(nearest);
    }

    Directory directory = directory(places, placed(new Copies(copies)), home);
    assertThat(holders(directory, table(directory), home))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static double kilometres(Map<Region, Coordinates> places, Region from, Region to) {
    return GreatCircle.kilometres(
        new TreeMap<>(places).getOrDefault(from, new Coordinates(0, 0)),
        new TreeMap<>(places).getOrDefault(to, new Coordinates(0, 0)));
  }

  private static List<Region> holders(Map<Region, Coordinates> places, Copies copies, Region home) {
    Directory directory = directory(places, placed(copies), DUBLIN);
    return holders(directory, table(directory), home);
  }

  private static List<Region> holders(Directory directory, TableSpec table, Region home) {
    return directory.regions().keySet().stream()
        .filter(region -> directory.holds(table, home, region))
        .toList();
  }

  private static TableSpec table(Directory directory) {
    return directory.table(7).orElseThrow();
  }

  private static TableSpec.Placement placed(Copies copies) {
    return new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW, new HomeRule.ByRegionColumn("region"), Partitioning.HASH)
        .with(copies);
  }

  /** Regions that lie there, four of them at least, and one table. */
  private static Directory directory(
      Map<Region, Coordinates> places, TableSpec.Placement placement, Region... domain) {
    TreeSet<Region> names = new TreeSet<>(places.keySet());
    if (names.size() < 8) {
      names.addAll(PLACES.keySet());
    }
    SortedMap<Region, RegionEntry> regions = new TreeMap<>();
    for (Region name : names) {
      RegionEntry entry =
          DirectoryFixture.region(name, regions.size() + 1, "n" + (regions.size() + 1));
      Coordinates place = places.get(name);
      regions.put(name, place == null ? entry : entry.at(place));
    }
    TableSpec table =
        DirectoryFixture.table(
            7, "people", 1, placement, DirectoryFixture.column("region", KeyType.STRING));
    return new Directory(
        1,
        DirectoryFixture.CLUSTER,
        regions,
        new TreeMap<>(Map.of(table.name(), table)),
        new TreeMap<>(Map.of(DOMAIN, new ResidencyDomain(DOMAIN, new TreeSet<>(List.of(domain))))));
  }
}
