package dev.isochrone.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.table.HomeRule.ByRange.Span;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be a rule, and of which tables. */
class HomeRuleTest {
  private static final Region EU = new Region("eu-west");
  private static final Region US = new Region("us-east");
  private static final KeyColumn REGION = new KeyColumn("region", KeyType.STRING);
  private static final KeyColumn LATITUDE = new KeyColumn("lat", KeyType.INT64);
  private static final KeyColumn LONGITUDE = new KeyColumn("lon", KeyType.INT64);
  private static final KeyColumn ID = new KeyColumn("id", KeyType.UUID);

  static Stream<Arguments> rules() {
    SortedMap<Region, Coordinates> places =
        new TreeMap<>(Map.of(US, new Coordinates(0, 0), EU, new Coordinates(1, 1)));
    return Stream.of(
        Arguments.of(new HomeRule.ByRegionColumn("region"), List.of(REGION), List.of()),
        Arguments.of(
            new HomeRule.ByValue("region", new TreeMap<>(Map.of("a", US, "b", EU, "c", EU))),
            List.of(REGION),
            List.of(EU, US)),
        Arguments.of(new HomeRule.Pinned(US), List.of(), List.of(US)),
        Arguments.of(
            new HomeRule.ByLocation("lat", "lon", places),
            List.of(LATITUDE, LONGITUDE),
            List.of(EU, US)),
        Arguments.of(
            new HomeRule.ByRange("lat", List.of(span(null, 3L, US), span(5L, null, EU))),
            List.of(LATITUDE),
            List.of(EU, US)),
        Arguments.of(
            new HomeRule.ByHash(new TreeMap<>(Map.of(US, 1, EU, 3))), List.of(), List.of(EU, US)),
        Arguments.of(HomeRule.Everywhere.EVERYWHERE, List.of(), List.of()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRule_namesItsColumns_andItsHomes(
      HomeRule rule, List<KeyColumn> columns, List<Region> homes) {
    assertThat(rule.columns()).isEqualTo(columns);
    assertThat(rule.homes()).containsExactlyElementsOf(homes);
  }

  /** Each of its columns may be missing, of another type, or behind the partition key. */
  @ParameterizedTest
  @MethodSource("rules")
  void aTable_hasTheColumnsThatItsRuleAsksFor_inItsPartitionKey(
      HomeRule rule, List<KeyColumn> columns, List<Region> homes) {
    if (rule == HomeRule.Everywhere.EVERYWHERE) {
      return;
    }
    List<KeyColumn> all = Stream.concat(columns.stream(), Stream.of(ID)).toList();
    assertThat(table(rule, all, Math.max(1, columns.size())).placement().rule()).isEqualTo(rule);
    for (KeyColumn column : columns) {
      List<KeyColumn> without = all.stream().filter(one -> !one.equals(column)).toList();
      List<KeyColumn> last = Stream.concat(without.stream(), Stream.of(column)).toList();
      List<KeyColumn> other =
          all.stream()
              .map(one -> one.equals(column) ? new KeyColumn(one.name(), KeyType.BOOL) : one)
              .toList();
      assertRefused(rule, without, without.size(), column);
      assertRefused(rule, last, last.size() - 1, column);
      assertRefused(rule, other, other.size(), column);
    }
  }

  @Test
  void spans_haveTheirFirstValue_andNotTheirEnd() {
    assertThat(span(3L, 5L, EU).contains(new KeyPart.Int64(3))).isTrue();
    assertThat(span(3L, 5L, EU).contains(new KeyPart.Int64(4))).isTrue();
    assertThat(span(3L, 5L, EU).contains(new KeyPart.Int64(5))).isFalse();
    assertThat(span(3L, 5L, EU).contains(new KeyPart.Int64(-4))).isFalse();
    assertThat(span(null, 5L, EU).contains(new KeyPart.Int64(Long.MIN_VALUE))).isTrue();
    assertThat(span(3L, null, EU).contains(new KeyPart.Int64(Long.MAX_VALUE))).isTrue();
  }

  @Test
  void rulesThatCantBe_areRefused() {
    refused(() -> new HomeRule.ByRegionColumn("Region"));
    refused(() -> new HomeRule.ByLocation("lat", "lat", new TreeMap<>(Map.of(EU, origin()))));
    refused(() -> new HomeRule.ByLocation("lat", "lon", Collections.emptySortedMap()));
    refused(() -> new HomeRule.ByHash(Collections.emptySortedMap()));
    refused(() -> new HomeRule.ByHash(new TreeMap<>(Map.of(EU, 0))));
    refused(() -> new HomeRule.ByHash(new TreeMap<>(Map.of(EU, 1_001))));
    refused(() -> span(5L, 5L, EU));
    refused(() -> span(5L, 3L, EU));
    refused(
        () -> new Span(Optional.of(new KeyPart.Int64(1)), Optional.of(new KeyPart.Text("z")), EU));
    refused(() -> new HomeRule.ByRange("id", List.of()));
    refused(() -> new HomeRule.ByRange("id", List.of(span(null, null, EU))));
    refused(() -> new HomeRule.ByRange("id", List.of(span(1L, 3L, EU), span(2L, 4L, US))));
    refused(() -> new HomeRule.ByRange("id", List.of(span(5L, 6L, EU), span(1L, 2L, US))));
    refused(() -> new HomeRule.ByRange("id", List.of(span(1L, null, EU), span(5L, 6L, US))));
    refused(() -> new HomeRule.ByRange("id", List.of(span(1L, 3L, EU), span(null, 6L, US))));
    refused(
        () ->
            new HomeRule.ByRange(
                "id",
                List.of(
                    span(1L, 3L, EU),
                    new Span(Optional.of(new KeyPart.Timestamp(9)), Optional.empty(), US))));
  }

  @Test
  void coordinates_areOnEarth() {
    assertThat(new Coordinates(-90_000_000, 180_000_000).latitude()).isEqualTo(-90_000_000);
    refused(() -> new Coordinates(90_000_001, 0));
    refused(() -> new Coordinates(0, -180_000_001));
    assertThat(Coordinates.areOnEarth(Long.MIN_VALUE, 0)).isFalse();
    assertThat(Coordinates.areOnEarth(0, Long.MIN_VALUE)).isFalse();
    assertThat(Coordinates.areOnEarth(90_000_000, -180_000_000)).isTrue();
  }

  private static void assertRefused(
      HomeRule rule, List<KeyColumn> key, int partitionKeyColumns, KeyColumn missing) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(rule, key, partitionKeyColumns))
        .withMessageContaining("a column " + missing.name() + " of type " + missing.type());
  }

  private static void refused(Runnable make) {
    assertThatIllegalArgumentException().isThrownBy(make::run);
  }

  private static Coordinates origin() {
    return new Coordinates(0, 0);
  }

  private static Span span(@Nullable Long from, @Nullable Long to, Region region) {
    return new Span(
        Optional.ofNullable(from).map(KeyPart.Int64::new),
        Optional.ofNullable(to).map(KeyPart.Int64::new),
        region);
  }

  private static TableSpec table(HomeRule rule, List<KeyColumn> key, int partitionKeyColumns) {
    return new TableSpec(
        1,
        TableName.parse("cities"),
        key,
        partitionKeyColumns,
        List.of(),
        new TableSpec.Placement(TableLocality.REGIONAL_BY_ROW, rule, Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }
}
