package dev.isochrone.placement;

import static dev.isochrone.placement.DirectoryFixture.AP_SOUTH;
import static dev.isochrone.placement.DirectoryFixture.EU_WEST;
import static dev.isochrone.placement.DirectoryFixture.column;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each home rule means. By value and pinned are in {@link PlacementTest}. */
class HomesTest {
  private static final DomainName EUROPE = new DomainName("europe");

  @Test
  void byRegionColumn_isTheRegionOfThatName() throws RefusedException {
    TableSpec table = table(new HomeRule.ByRegionColumn("region"), text("region"), number("id"));

    assertThat(home(table, new KeyPart.Text("eu-west"), new KeyPart.Int64(1))).isEqualTo(EU_WEST);
    assertThat(home(table, new KeyPart.Text("ap-south"), new KeyPart.Int64(1))).isEqualTo(AP_SOUTH);
  }

  @Test
  void byRegionColumn_ofARegionThatIsNotKnown_isRefused_namingIt_andThoseThatAre() {
    TableSpec table = table(new HomeRule.ByRegionColumn("region"), text("region"), number("id"));

    for (String name : List.of("mars-1", "EU-WEST", "", "eu west")) {
      Refusal refusal = refusal(table, new KeyPart.Text(name), new KeyPart.Int64(1));
      assertThat(refusal.code()).isEqualTo(RefusalCode.NO_HOME);
      assertThat(refusal.message()).contains("region " + name, "[ap-south, eu-west]");
    }
  }

  @Test
  void byRegionColumn_leftEmpty_isFilledWithTheCallersRegion_andNothingElseIs() {
    TableSpec table =
        table(new HomeRule.ByRegionColumn("region"), text("shop"), text("region"), number("id"));
    TableSpec pinned = table(new HomeRule.Pinned(EU_WEST), text("region"), number("id"));
    KeyPart none = new KeyPart.Text("");
    KeyPart one = new KeyPart.Int64(1);

    assertThat(Placement.filled(table, Key.of(none, none, one), AP_SOUTH))
        .contains(Key.of(none, new KeyPart.Text("ap-south"), one));
    assertThat(Placement.filled(table, Key.of(none, new KeyPart.Text("eu-west"), one), AP_SOUTH))
        .isEmpty();
    assertThat(Placement.filled(table, Key.of(none), AP_SOUTH)).isEmpty(); // Too short to fit.
    assertThat(Placement.filled(table, Key.of(none, one, one), AP_SOUTH)).isEmpty();
    assertThat(Placement.filled(pinned, Key.of(none, one), AP_SOUTH)).isEmpty();
  }

  @Test
  void byRegionColumn_ofARegionOutsideOfTheDomain_isRefused_namingTheDomain() throws Exception {
    TableSpec table =
        DirectoryFixture.table(
            5,
            "cities",
            1,
            placed(new HomeRule.ByRegionColumn("region")).within(EUROPE),
            text("region"));
    Directory directory = bounded(table, EU_WEST);

    assertThat(
            Placement.place(directory, table, Key.of(new KeyPart.Text("eu-west")))
                .orThrow()
                .home()
                .region())
        .isEqualTo(EU_WEST);
    Refusal refusal =
        refused(Placement.place(directory, table, Key.of(new KeyPart.Text("ap-south"))));
    assertThat(refusal.code()).isEqualTo(RefusalCode.NO_HOME);
    assertThat(refusal.message()).contains("ap-south", "domain europe", "[eu-west]");
  }

  @Test
  void byRange_isTheRegionOfTheSpan_fromItsFirstValueOn_andBelowItsEnd() throws Exception {
    TableSpec table =
        table(
            new HomeRule.ByRange(
                "id", List.of(span(null, 100L, EU_WEST), span(200L, 300L, AP_SOUTH))),
            number("id"));

    assertThat(home(table, new KeyPart.Int64(Long.MIN_VALUE))).isEqualTo(EU_WEST);
    assertThat(home(table, new KeyPart.Int64(99))).isEqualTo(EU_WEST);
    assertThat(home(table, new KeyPart.Int64(200))).isEqualTo(AP_SOUTH);
    assertThat(home(table, new KeyPart.Int64(299))).isEqualTo(AP_SOUTH);
    for (long outside : new long[] {100, 199, 300, Long.MAX_VALUE}) {
      Refusal refusal = refusal(table, new KeyPart.Int64(outside));
      assertThat(refusal.code()).isEqualTo(RefusalCode.NO_HOME);
      assertThat(refusal.message()).contains("id", "no span");
    }
  }

  @Test
  void byRange_ofText_ordersAsKeysDo() throws Exception {
    HomeRule rule =
        new HomeRule.ByRange(
            "name",
            List.of(
                new HomeRule.ByRange.Span(
                    Optional.empty(), Optional.of(new KeyPart.Text("é")), EU_WEST),
                new HomeRule.ByRange.Span(
                    Optional.of(new KeyPart.Text("é")), Optional.empty(), AP_SOUTH)));
    TableSpec table = table(rule, text("name"));

    assertThat(home(table, new KeyPart.Text("z"))).isEqualTo(EU_WEST);
    assertThat(home(table, new KeyPart.Text("é"))).isEqualTo(AP_SOUTH);
    // Above U+FFFF: a comparison of Java's characters would put it below U+FFFD.
    assertThat(home(table, new KeyPart.Text("𝄞"))).isEqualTo(AP_SOUTH);
  }

  @Test
  void byLocation_isTheNearestRegion_alsoAcrossTheDateLine() throws Exception {
    TableSpec table =
        table(
            new HomeRule.ByLocation(
                "lat",
                "lon",
                new TreeMap<>(
                    Map.of(
                        EU_WEST, at(53.35, -6.26), // Dublin
                        AP_SOUTH, at(-36.85, 174.76)))), // Auckland
            number("lat"),
            number("lon"),
            number("id"));

    assertThat(home(table, micros(48.86), micros(2.35), new KeyPart.Int64(1))).isEqualTo(EU_WEST);
    // Tonga, at -175 degrees: 10 from Auckland, though 350 by the numbers, and 169 from Dublin.
    assertThat(home(table, micros(-21.13), micros(-175.2), new KeyPart.Int64(1)))
        .isEqualTo(AP_SOUTH);
  }

  @Test
  void byLocation_ofAPlaceThatIsNotOnEarth_isRefused_namingTheColumnsAndTheirBounds() {
    TableSpec table =
        table(
            new HomeRule.ByLocation("lat", "lon", new TreeMap<>(Map.of(EU_WEST, at(53.35, -6.26)))),
            number("lat"),
            number("lon"));

    for (long latitude : new long[] {90_000_001, -90_000_001, Long.MIN_VALUE, 1L << 32}) {
      Refusal refusal = refusal(table, new KeyPart.Int64(latitude), new KeyPart.Int64(0));
      assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_KEY);
      assertThat(refusal.message()).contains("lat", "lon", "-90000000 to 90000000");
    }
    assertThat(refusal(table, new KeyPart.Int64(0), new KeyPart.Int64(180_000_001)).code())
        .isEqualTo(RefusalCode.INVALID_KEY);
  }

  @Test
  void distances_areThoseOfTheMaps() {
    Coordinates paris = at(48.8566, 2.3522);
    Coordinates london = at(51.5074, -0.1278);
    Coordinates sydney = at(-33.8688, 151.2093);

    assertThat(GreatCircle.kilometres(paris, london)).isBetween(343.0, 345.0);
    assertThat(GreatCircle.kilometres(paris, sydney)).isBetween(16_940.0, 16_980.0);
    assertThat(GreatCircle.kilometres(at(90, 0), at(-90, 120))).isBetween(20_014.0, 20_016.0);
    assertThat(GreatCircle.kilometres(paris, paris)).isZero();
  }

  /** By another way: the angle between two vectors. */
  @ForSeeds(200)
  void nearest_isWhoeverHasTheLeastAngle(long seed) {
    RandomGenerator random = random(seed);
    TreeMap<Region, Coordinates> places = new TreeMap<>();
    for (int i = 0; i < 2 + random.nextInt(6); i++) {
      places.put(new Region("r" + i), anywhere(random));
    }
    for (int i = 0; i < 100; i++) {
      Coordinates here = anywhere(random);
      Region nearest = GreatCircle.nearest(places, here);
      double found = angle(Objects.requireNonNull(places.get(nearest)), here);
      assertThat(places.values()).allMatch(place -> found <= angle(place, here) + 1e-7);
    }
  }

  @Test
  void byHash_dependsOnThePartitionKeyAlone() throws Exception {
    TableSpec table =
        table(
            new HomeRule.ByHash(new TreeMap<>(Map.of(EU_WEST, 1, AP_SOUTH, 1))),
            number("customer"),
            number("order"));

    Set<Region> homes = new TreeSet<>();
    for (int customer = 0; customer < 50; customer++) {
      Region home = home(table, new KeyPart.Int64(customer), new KeyPart.Int64(0));
      homes.add(home);
      for (int order = 1; order < 5; order++) {
        assertThat(home(table, new KeyPart.Int64(customer), new KeyPart.Int64(order)))
            .isEqualTo(home);
      }
    }
    assertThat(homes).containsExactly(AP_SOUTH, EU_WEST);
  }

  private static double angle(Coordinates one, Coordinates other) {
    double[] a = vector(one);
    double[] b = vector(other);
    double[] cross = {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
    return Math.atan2(
        Math.sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]),
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
  }

  private static double[] vector(Coordinates place) {
    double latitude = Math.toRadians(place.latitude() / 1e6);
    double longitude = Math.toRadians(place.longitude() / 1e6);
    return new double[] {
      Math.cos(latitude) * Math.cos(longitude),
      Math.cos(latitude) * Math.sin(longitude),
      Math.sin(latitude)
    };
  }

  private static Coordinates anywhere(RandomGenerator random) {
    return new Coordinates(
        random.nextInt(-90_000_000, 90_000_001), random.nextInt(-180_000_000, 180_000_001));
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static Coordinates at(double latitude, double longitude) {
    return new Coordinates(
        (int) Math.round(latitude * 1_000_000), (int) Math.round(longitude * 1_000_000));
  }

  private static KeyPart micros(double degrees) {
    return new KeyPart.Int64(Math.round(degrees * 1_000_000));
  }

  private static HomeRule.ByRange.Span span(@Nullable Long from, @Nullable Long to, Region region) {
    return new HomeRule.ByRange.Span(
        Optional.ofNullable(from).map(KeyPart.Int64::new),
        Optional.ofNullable(to).map(KeyPart.Int64::new),
        region);
  }

  private static KeyColumn text(String name) {
    return column(name, KeyType.STRING);
  }

  private static KeyColumn number(String name) {
    return column(name, KeyType.INT64);
  }

  private static TableSpec.Placement placed(HomeRule rule) {
    return new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH);
  }

  /** All columns but the last are the partition key; a single one is. */
  private static TableSpec table(HomeRule rule, KeyColumn... key) {
    int partitionKey = Math.max(rule.columns().size(), Math.max(1, key.length - 1));
    return DirectoryFixture.table(5, "cities", partitionKey, placed(rule), key);
  }

  private static Directory bounded(TableSpec table, Region... domain) {
    Directory free =
        DirectoryFixture.with(DirectoryFixture.cities(6, DirectoryFixture.byCountry()));
    return new Directory(
        1,
        DirectoryFixture.CLUSTER,
        free.regions(),
        new TreeMap<>(Map.of(table.name(), table)),
        new TreeMap<>(Map.of(EUROPE, new ResidencyDomain(EUROPE, new TreeSet<>(List.of(domain))))));
  }

  private static Region home(TableSpec table, KeyPart... key) throws RefusedException {
    return Placement.place(DirectoryFixture.with(table), table, Key.of(key))
        .orThrow()
        .home()
        .region();
  }

  private static Refusal refusal(TableSpec table, KeyPart... key) {
    return refused(Placement.place(DirectoryFixture.with(table), table, Key.of(key)));
  }

  private static Refusal refused(Outcome<RowPlace> outcome) {
    return ((Outcome.Refused<RowPlace>) outcome).refusal();
  }
}
