package dev.isochrone.placement;

import static dev.isochrone.placement.DirectoryFixture.AP_SOUTH;
import static dev.isochrone.placement.DirectoryFixture.EU_WEST;
import static dev.isochrone.placement.DirectoryFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.HomeOverrides.MovedHome;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HomeOverridesTest {
  private static final Bytes SECRET =
      Bytes.wrap("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final HomeOverrides NOTHING =
      new HomeOverrides(SECRET, Collections.emptySortedMap());

  /** {@code visits(country, customer | id)}, by country. */
  private static final TableSpec VISITS =
      DirectoryFixture.table(
          5,
          "visits",
          2,
          DirectoryFixture.byCountry(),
          column("country", KeyType.STRING),
          column("customer", KeyType.INT64),
          column("id", KeyType.INT64));

  private static final Key ANNA = visit("FR", 1);

  @Test
  void movedPartitionKey_isAtHomeThere_withItsEpoch_andItsNeighboursAreNot() throws Exception {
    Directory directory = directory(NOTHING.withPartitionKey(VISITS, ANNA, moved(AP_SOUTH, 4)));

    assertThat(home(directory, ANNA)).isEqualTo(new Home(AP_SOUTH, 1, 4));
    assertThat(home(directory, visit("FR", 2))).isEqualTo(new Home(EU_WEST, 1, 1));
    assertThat(home(directory, visit("IN", 1))).isEqualTo(new Home(AP_SOUTH, 1, 1));
  }

  @Test
  void movedHomeValue_takesAllItsRows_butThosePartitionKeysThatMovedThemselves() throws Exception {
    Directory directory =
        directory(
            NOTHING
                .withHomeValue(VISITS, ANNA, moved(AP_SOUTH, 2))
                .withPartitionKey(VISITS, ANNA, moved(EU_WEST, 3)));

    assertThat(home(directory, visit("FR", 2))).isEqualTo(new Home(AP_SOUTH, 1, 2));
    assertThat(home(directory, ANNA)).isEqualTo(new Home(EU_WEST, 1, 3));
  }

  @Test
  void movedHomeValue_mayBeOneThatTheRuleDoesNotKnow() throws Exception {
    Directory directory =
        directory(NOTHING.withHomeValue(VISITS, visit("BR", 1), moved(EU_WEST, 2)));

    assertThat(home(directory, visit("BR", 9))).isEqualTo(new Home(EU_WEST, 1, 2));
  }

  @Test
  void scans_findTheMovedHomeToo() throws Exception {
    Directory directory = directory(NOTHING.withPartitionKey(VISITS, ANNA, moved(AP_SOUTH, 4)));

    assertThat(
            Ranges.place(directory, VISITS, ScanRange.of(ANNA.prefix(2)))
                .orThrow()
                .one()
                .orElseThrow()
                .home())
        .isEqualTo(new Home(AP_SOUTH, 1, 4));
  }

  @Test
  void homes_areThoseOfTheRule_andThoseThatWereMovedTo() {
    TableSpec pinned =
        DirectoryFixture.cities(
            5, DirectoryFixture.pinned(TableLocality.REGIONAL_BY_ROW, Partitioning.HASH));
    HomeOverrides overrides =
        NOTHING.withPartitionKey(pinned, Key.of(new KeyPart.Text("FR")), moved(AP_SOUTH, 2));

    assertThat(DirectoryFixture.with(pinned).homes(pinned)).containsExactly(EU_WEST);
    assertThat(with(pinned, overrides).homes(pinned)).containsExactly(AP_SOUTH, EU_WEST);
  }

  @Test
  void tokens_differByTableAndSecretAndKind_andShowNoKey() {
    TableSpec other = DirectoryFixture.cities(6, DirectoryFixture.byCountry());
    TableSpec same = DirectoryFixture.cities(5, DirectoryFixture.byCountry());
    Key france = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1));
    HomeOverrides otherSecret =
        new HomeOverrides(
            Bytes.wrap("another secret, of 25 byt".getBytes(StandardCharsets.UTF_8)),
            Collections.emptySortedMap());

    assertThat(
            List.of(
                token(NOTHING.withPartitionKey(same, france, moved(EU_WEST, 2)), 5),
                token(NOTHING.withHomeValue(same, france, moved(EU_WEST, 2)), 5),
                token(NOTHING.withPartitionKey(other, france, moved(EU_WEST, 2)), 6),
                token(otherSecret.withPartitionKey(same, france, moved(EU_WEST, 2)), 5)))
        .doesNotHaveDuplicates()
        .allMatch(token -> token.length() == HomeOverrides.TOKEN_BYTES);
    assertThat(NOTHING.withHomeValue(same, france, moved(EU_WEST, 2))).hasToString("1 moved homes");
  }

  /** Computed elsewhere, with Python's hmac: HMAC-SHA256 over 00000005 01 0246520001. */
  @Test
  void token_isThatOfTheFormat() {
    TableSpec cities = DirectoryFixture.cities(5, DirectoryFixture.byCountry());
    Key france = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1));

    assertThat(token(NOTHING.withPartitionKey(cities, france, moved(EU_WEST, 2)), 5).toHex())
        .isEqualTo("02be6c06058c713587a6fc24155229f2");
  }

  @Test
  void aHomeThatMovesAgain_needsAGreaterEpoch() {
    HomeOverrides once = NOTHING.withPartitionKey(VISITS, ANNA, moved(AP_SOUTH, 2));

    assertThat(once.withPartitionKey(VISITS, ANNA, moved(EU_WEST, 3)).find(VISITS, ANNA))
        .contains(moved(EU_WEST, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> once.withPartitionKey(VISITS, ANNA, moved(EU_WEST, 2)));
    assertThatIllegalArgumentException().isThrownBy(() -> moved(EU_WEST, 1));
  }

  @Test
  void overridesThatCantBe_areRefused() {
    TableSpec pinned =
        DirectoryFixture.cities(
            5, DirectoryFixture.pinned(TableLocality.REGIONAL_BY_ROW, Partitioning.HASH));
    TableSpec everywhere =
        DirectoryFixture.cities(5, TableSpec.Placement.multiMaster(ConflictPolicy.LWW));
    HomeOverrides strange = NOTHING.withPartitionKey(VISITS, ANNA, moved(new Region("mars-1"), 2));
    HomeOverrides asia = NOTHING.withPartitionKey(VISITS, ANNA, moved(AP_SOUTH, 2));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NOTHING.withHomeValue(pinned, Key.of(new KeyPart.Text("FR")), moved(EU_WEST, 2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HomeOverrides.NONE.withPartitionKey(VISITS, ANNA, moved(EU_WEST, 2)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new HomeOverrides(
                    SECRET,
                    new TreeMap<>(
                        Map.of(5, new TreeMap<>(Map.of(Bytes.EMPTY, moved(EU_WEST, 2)))))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directory(strange))
        .withMessageContaining("mars-1");
    assertThatIllegalArgumentException().isThrownBy(() -> with(everywhere, asia));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(DirectoryFixture.cities(6, DirectoryFixture.byCountry()), asia))
        .withMessageContaining("table 5");
  }

  @Test
  void aHomeMovedOutOfTheDomain_isRefused() {
    DomainName name = new DomainName("europe");
    TableSpec bound =
        DirectoryFixture.table(
            5,
            "visits",
            1,
            DirectoryFixture.pinned(TableLocality.REGIONAL_BY_ROW, Partitioning.HASH).within(name),
            column("country", KeyType.STRING));
    HomeOverrides asia =
        NOTHING.withPartitionKey(bound, Key.of(new KeyPart.Text("FR")), moved(AP_SOUTH, 2));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Directory(
                    1,
                    DirectoryFixture.CLUSTER,
                    DirectoryFixture.with(VISITS).regions(),
                    new TreeMap<>(Map.of(bound.name(), bound)),
                    new TreeMap<>(
                        Map.of(name, new ResidencyDomain(name, new TreeSet<>(List.of(EU_WEST))))),
                    asia))
        .withMessageContaining("ap-south")
        .withMessageContaining("europe");
  }

  private static Bytes token(HomeOverrides overrides, int table) {
    return overrides.byTable().getOrDefault(table, Collections.emptySortedMap()).firstKey();
  }

  private static MovedHome moved(Region home, int epoch) {
    return new MovedHome(home, epoch);
  }

  private static Key visit(String country, long customer) {
    return Key.of(new KeyPart.Text(country), new KeyPart.Int64(customer), new KeyPart.Int64(77));
  }

  private static Directory directory(HomeOverrides overrides) {
    return with(VISITS, overrides);
  }

  private static Directory with(TableSpec table, HomeOverrides overrides) {
    Directory plain = DirectoryFixture.with(table);
    return new Directory(
        1, plain.cluster(), plain.regions(), plain.tables(), plain.domains(), overrides);
  }

  private static Home home(Directory directory, Key key) throws RefusedException {
    return Placement.place(directory, VISITS, key).orThrow().home();
  }
}
