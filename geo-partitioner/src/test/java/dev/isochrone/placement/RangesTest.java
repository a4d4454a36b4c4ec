package dev.isochrone.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RangesTest {
  private static final Region EU = new Region("eu-west");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "F", "FRA");
  private static final TableSpec TABLE = table(Partitioning.HASH);
  private static final Directory DIRECTORY = DirectoryFixture.with(TABLE);

  /** Whether a key is in a range is the same by its place as by its components. */
  @ForSeeds(300)
  void aKeyIsInTheRangesPlace_ifItIsInTheRange(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    ScanRange range = new ScanRange(bound(random), bound(random), bound(random));
    RangePlace place = done(Ranges.place(DIRECTORY, TABLE, range));
    for (int i = 0; i < 200; i++) {
      Key key = key(random, 3);
      RowPlace row = done(Placement.place(DIRECTORY, TABLE, key));
      assertThat(place.contains(row.key()))
          .isEqualTo(
              range.prefix().map(prefix -> compare(key, prefix) == 0).orElse(true)
                  && range.from().map(from -> compare(key, from) >= 0).orElse(true)
                  && range.to().map(to -> compare(key, to) < 0).orElse(true));
    }
  }

  @Test
  void rangeWithinOnePartitionKey_hasItsHomeAndSlot() {
    Key lyon = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(1), new KeyPart.Bool(true));
    RowPlace row = done(Placement.place(DIRECTORY, TABLE, lyon));

    RangePlace place = done(Ranges.place(DIRECTORY, TABLE, ScanRange.of(lyon.prefix(2))));

    assertThat(place.one()).contains(new RangePlace.PartitionKey(row.home(), row.slot()));
    assertThat(done(Ranges.place(DIRECTORY, TABLE, ScanRange.of(lyon.prefix(1)))).one()).isEmpty();
    assertThat(done(Ranges.place(DIRECTORY, TABLE, ScanRange.ALL)).one()).isEmpty();
  }

  @Test
  void rangeOfAMultiMasterTable_withinOnePartitionKey_liesInTheAskersRegion() {
    TableSpec visits =
        DirectoryFixture.cities(5, TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR));
    ScanRange france = ScanRange.of(Key.of(new KeyPart.Text("FR")));

    RangePlace.PartitionKey one = done(Ranges.place(DirectoryFixture.with(visits), visits, france, EU)).one().orElseThrow();

    assertThat(one.home()).isEqualTo(new Home(EU, 1, 0));
    assertThat(done(Ranges.place(DirectoryFixture.with(visits), visits, ScanRange.ALL, EU)).one()).isEmpty();
    assertThat(((Outcome.Refused<RangePlace>) Ranges.place(DirectoryFixture.with(visits), visits, france)).refusal().code())
        .isEqualTo(RefusalCode.NO_SINGLE_HOME);
  }

  @Test
  void unfitBounds_areRefused() {
    Key tooLong =
        Key.of(
            new KeyPart.Text("FR"),
            new KeyPart.Int64(1),
            new KeyPart.Bool(true),
            new KeyPart.Bool(true));
    Key large = Key.of(new KeyPart.Text("x".repeat(5_000)));
    Key homeless = Key.of(new KeyPart.Text("XX"), new KeyPart.Int64(1));

    assertThat(code(ScanRange.of(tooLong))).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(code(ScanRange.ALL.to(Key.of(new KeyPart.Int64(1)))))
        .isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(code(ScanRange.ALL.from(large))).isEqualTo(RefusalCode.TOO_LARGE);
    assertThat(code(ScanRange.of(homeless))).isEqualTo(RefusalCode.NO_HOME);
    assertThat(
            ((Outcome.Refused<RangePlace>)
                    Ranges.place(DIRECTORY, table(Partitioning.RANGE), ScanRange.ALL))
                .refusal()
                .code())
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  private static Optional<Key> bound(RandomGenerator random) {
    int parts = random.nextInt(4);
    return parts == 0 ? Optional.empty() : Optional.of(key(random, parts));
  }

  private static Key key(RandomGenerator random, int parts) {
    return Key.of(
            new KeyPart.Text(COUNTRIES.get(random.nextInt(COUNTRIES.size()))),
            new KeyPart.Int64(random.nextInt(-2, 3) * 200L),
            new KeyPart.Bool(random.nextBoolean()))
        .prefix(parts);
  }

  /** Component by component, as far as the bound has some. */
  private static int compare(Key key, Key bound) {
    for (int i = 0; i < bound.parts().size(); i++) {
      int difference = compare(key.parts().get(i), bound.parts().get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int compare(KeyPart one, KeyPart other) {
    if (one instanceof KeyPart.Text text) {
      return text.value().compareTo(((KeyPart.Text) other).value());
    } else if (one instanceof KeyPart.Int64 number) {
      return Long.compare(number.value(), ((KeyPart.Int64) other).value());
    }
    return Boolean.compare(((KeyPart.Bool) one).value(), ((KeyPart.Bool) other).value());
  }

  private static RefusalCode code(ScanRange range) {
    return ((Outcome.Refused<RangePlace>) Ranges.place(DIRECTORY, TABLE, range)).refusal().code();
  }

  private static <T> T done(Outcome<T> outcome) {
    return ((Outcome.Done<T>) outcome).value();
  }

  private static TableSpec table(Partitioning partitioning) {
    return new TableSpec(
        1,
        TableName.parse("visits"),
        List.of(
            new KeyColumn("country", KeyType.STRING),
            new KeyColumn("id", KeyType.INT64),
            new KeyColumn("seen", KeyType.BOOL)),
        2,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByValue(
                "country", new TreeMap<>(Map.of("DE", EU, "FR", EU, "F", EU, "FRA", EU))),
            partitioning),
        TableSpec.Versions.FIRST);
  }
}
