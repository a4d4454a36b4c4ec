package dev.isochrone.placement;

import static dev.isochrone.placement.DirectoryFixture.column;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableSpec;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  private static final Key LYON = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_996_944));

  private final TableSpec cities = DirectoryFixture.cities(5, DirectoryFixture.byCountry());

  @Test
  void place_byValue_isTheRegionOfTheValue() throws Exception {
    RowPlace place = Placement.place(DirectoryFixture.with(cities), cities, LYON).orThrow();

    assertThat(place.home()).isEqualTo(new Home(DirectoryFixture.EU_WEST, 1, 1));
    assertThat(place.slot()).isEqualTo(new Slot(5_469));
    assertThat(place.key()).isEqualTo(StoredKey.row(5, new Slot(5_469), KeyTuple.encode(LYON)));
  }

  @Test
  void place_byValueOfALaterColumn_looksThere() throws Exception {
    TableSpec table =
        DirectoryFixture.table(
            7,
            "visits",
            2,
            DirectoryFixture.byCountry(),
            column("id", KeyType.INT64),
            column("country", KeyType.STRING));
    Key key = Key.of(new KeyPart.Int64(1), new KeyPart.Text("IN"));

    assertThat(Placement.place(DirectoryFixture.with(table), table, key).orThrow().home().region())
        .isEqualTo(DirectoryFixture.AP_SOUTH);
  }

  @Test
  void place_pinned_isTheOneRegion_whateverTheKey() throws Exception {
    for (TableLocality locality :
        List.of(
            TableLocality.REGIONAL_BY_ROW, TableLocality.REGIONAL_BY_TABLE, TableLocality.GLOBAL)) {
      TableSpec table =
          DirectoryFixture.cities(5, DirectoryFixture.pinned(locality, Partitioning.HASH));
      Key anywhere = Key.of(new KeyPart.Text("QQ"), new KeyPart.Int64(1));

      assertThat(Placement.place(DirectoryFixture.with(table), table, anywhere).orThrow().home())
          .isEqualTo(new Home(DirectoryFixture.EU_WEST, 1, 1));
    }
  }

  @Test
  void place_keysOfOnePartitionKey_shareTheSlot() throws Exception {
    Key paris = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_988_507));

    assertThat(Placement.place(DirectoryFixture.with(cities), cities, paris).orThrow().slot())
        .isEqualTo(Placement.place(DirectoryFixture.with(cities), cities, LYON).orThrow().slot());
  }

  @Test
  void place_withTheWholeKeyAsPartitionKey_hashesAllOfIt() throws Exception {
    TableSpec table =
        DirectoryFixture.table(
            5,
            "cities",
            2,
            DirectoryFixture.byCountry(),
            column("country", KeyType.STRING),
            column("id", KeyType.INT64));

    assertThat(Placement.place(DirectoryFixture.with(table), table, LYON).orThrow().slot())
        .isEqualTo(new Slot(16_034));
  }

  @Test
  void place_aValueWithoutAHome_isRefused() {
    assertThat(refusal(cities, Key.of(new KeyPart.Text("fr"), new KeyPart.Int64(1))).code())
        .isEqualTo(RefusalCode.NO_HOME);
  }

  @Test
  void place_aKeyOfTooFewOrTooManyComponents_isRefused_namingWhatTheTableAsksFor() {
    Refusal tooFew = refusal(cities, Key.of(new KeyPart.Text("FR")));
    Refusal tooMany = refusal(cities, Key.of(text(), text(), text()));

    assertThat(tooFew.code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(tooFew.message()).contains("country", "id");
    assertThat(tooMany.code()).isEqualTo(RefusalCode.INVALID_KEY);
  }

  @Test
  void place_aComponentOfAnotherType_isRefused_namingTheColumnAndNotTheValue() {
    Refusal refusal = refusal(cities, Key.of(text(), new KeyPart.Text("secret")));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal.message()).contains("id", "INT64", "STRING").doesNotContain("secret");
  }

  @Test
  void place_aKeyThatIsTooLong_isRefused_andOneThatJustFitsIsNot() throws Exception {
    TableSpec table =
        DirectoryFixture.table(
            5,
            "names",
            1,
            DirectoryFixture.pinned(TableLocality.REGIONAL_BY_TABLE, Partitioning.HASH),
            column("name", KeyType.STRING));
    int overhead = 3;
    Key fits = Key.of(new KeyPart.Text("x".repeat(KeyTuple.BYTES_MAX - overhead)));
    Key tooLong = Key.of(new KeyPart.Text("x".repeat(KeyTuple.BYTES_MAX - overhead + 1)));

    assertThat(
            Placement.place(DirectoryFixture.with(table), table, fits)
                .orThrow()
                .key()
                .bytes()
                .length())
        .isEqualTo(StoredKey.BYTES_MAX);
    assertThat(refusal(table, tooLong).code()).isEqualTo(RefusalCode.TOO_LARGE);
  }

  @Test
  void place_inATableThatThisReleaseDoesNotServe_isRefused() {
    assertThat(
            refusal(
                    DirectoryFixture.cities(
                        5,
                        DirectoryFixture.pinned(TableLocality.REGIONAL_BY_ROW, Partitioning.RANGE)),
                    LYON)
                .code())
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  @Test
  void place_inAMultiMasterTable_isTheAskersRegion_underNoEpoch_andTheSlotThatAllAgreeOn()
      throws RefusedException {
    TableSpec visits =
        DirectoryFixture.cities(5, TableSpec.Placement.multiMaster(ConflictPolicy.LWW));

    RowPlace here = Placement.place(DirectoryFixture.with(visits), visits, LYON, DirectoryFixture.EU_WEST).orThrow();
    RowPlace there = Placement.place(DirectoryFixture.with(visits), visits, LYON, DirectoryFixture.AP_SOUTH).orThrow();

    assertThat(here.home()).isEqualTo(new Home(DirectoryFixture.EU_WEST, 1, 0));
    assertThat(there.home()).isEqualTo(new Home(DirectoryFixture.AP_SOUTH, 1, 0));
    assertThat(there.slot()).isEqualTo(here.slot());
    assertThat(there.key()).isEqualTo(here.key());
    assertThat(refusal(visits, LYON).code()).isEqualTo(RefusalCode.NO_SINGLE_HOME);
  }

  @Test
  void place_ofARowWithAHome_isTheSameFromEverywhere() throws RefusedException {
    TableSpec cities = DirectoryFixture.cities(5, DirectoryFixture.byCountry());

    assertThat(Placement.place(DirectoryFixture.with(cities), cities, LYON, DirectoryFixture.AP_SOUTH).orThrow())
        .isEqualTo(Placement.place(DirectoryFixture.with(cities), cities, LYON).orThrow());
  }

  /**
   * Computed elsewhere, with the Python package mmh3 5.3.1 ({@code hash_bytes(key, 0, True)}), a
   * port of the hash's own source: the first eight bytes, and their top 14 bits.
   */
  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000, 0",
    "0246520001, 5577a159668ab03d, 5469",
    "0246520001172dbad0, fa88fe6253ab1e57, 16034",
    "0255530001174e4185, 2a41ecce619bbf38, 2704",
    "024a500001171c3b23, 015d9ec236fc224b, 87",
    "13fe, d5d85d66b5283ef9, 13686",
    "00000000000000000000000000000000, d618a97df21bbd4b, 13702",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 0f502fb622906dc6, 980",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20, 1246bafa1b28417d, 1169"
  })
  void slot_ofKnownBytes_isTheTopOfTheirMurmur(String key, String murmur, int slot) {
    assertThat(Long.parseUnsignedLong(murmur, 16) >>> 50).isEqualTo(slot);
    assertThat(Placement.slot(Bytes.wrap(HexFormat.of().parseHex(key)))).isEqualTo(new Slot(slot));
  }

  /**
   * Keys that differ by little are the hard case. 24,000 keys in 64 partitions make 375 each, with
   * a deviation of 19 if slots are random; five of these are the bound. Of 16,384 slots about
   * 12,600 are hit, none more than a dozen times.
   */
  @Test
  void slot_of24000CityKeys_areSpreadEvenly() {
    int[] perSlot = new int[Slot.COUNT];
    for (int country = 0; country < 24; country++) {
      for (int city = 0; city < 1_000; city++) {
        Key key =
            Key.of(
                new KeyPart.Text("C" + (char) ('A' + country)),
                new KeyPart.Int64(2_980_000 + city));
        perSlot[Placement.slot(KeyTuple.encode(key)).number()]++;
      }
    }

    int[] perPartition = new int[64];
    int hit = 0;
    for (int slot = 0; slot < Slot.COUNT; slot++) {
      perPartition[slot / 256] += perSlot[slot];
      hit += perSlot[slot] > 0 ? 1 : 0;
      assertThat(perSlot[slot]).isLessThanOrEqualTo(12);
    }
    assertThat(hit).isBetween(12_300, 12_900);
    for (int keys : perPartition) {
      assertThat(keys).isBetween(375 - 5 * 19, 375 + 5 * 19);
    }
  }

  private static KeyPart text() {
    return new KeyPart.Text("FR");
  }

  private static Refusal refusal(TableSpec table, Key key) {
    Outcome<RowPlace> outcome = Placement.place(DirectoryFixture.with(table), table, key);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<RowPlace>) outcome).refusal();
  }
}
