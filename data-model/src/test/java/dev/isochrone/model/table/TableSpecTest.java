package dev.isochrone.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.ValueType;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableSpecTest {
  private static final Region EU_WEST = new Region("eu-west");
  private static final KeyColumn COUNTRY = new KeyColumn("country", KeyType.STRING);
  private static final KeyColumn ID = new KeyColumn("id", KeyType.INT64);

  @Test
  void aTable_knowsItsPartitionKey() {
    assertThat(table(List.of(COUNTRY, ID), 1, Tables.PINNED).partitionKey())
        .containsExactly(COUNTRY);
  }

  @Test
  void tables_thatCantBe_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> table(List.of(), 1, Tables.PINNED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(Collections.nCopies(17, ID), 1, Tables.PINNED));
    assertThatIllegalArgumentException().isThrownBy(() -> table(List.of(ID), 0, Tables.PINNED));
    assertThatIllegalArgumentException().isThrownBy(() -> table(List.of(ID), 2, Tables.PINNED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(List.of(ID, new KeyColumn("id", KeyType.BOOL)), 1, Tables.PINNED));
    assertThatIllegalArgumentException().isThrownBy(() -> new TableSpec.Versions(1, 0, 1));
  }

  @Test
  void aColumn_namedAsAKeyColumn_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TableSpec(
                    1,
                    TableName.parse("cities"),
                    List.of(ID),
                    1,
                    List.of(new Column("id", ValueType.BOOL)),
                    Tables.PINNED,
                    TableSpec.Versions.FIRST));
  }

  @Test
  void aHomeRuleByValue_needsAStringColumnOfThePartitionKey() {
    TableSpec.Placement byCountry =
        placed(TableLocality.REGIONAL_BY_ROW, new HomeRule.ByValue("country", homes()));

    assertThat(table(List.of(COUNTRY, ID), 1, byCountry).placement()).isEqualTo(byCountry);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(List.of(ID, COUNTRY), 1, byCountry));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(List.of(new KeyColumn("country", KeyType.INT64)), 1, byCountry));
  }

  @ParameterizedTest
  @EnumSource(names = {"REGIONAL_BY_TABLE", "GLOBAL"})
  void aTableOfOneRegion_withAHomeRuleByValue_isRefused(TableLocality locality) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> placed(locality, new HomeRule.ByValue("country", homes())));
    assertThat(placed(locality, new HomeRule.Pinned(EU_WEST)).locality()).isEqualTo(locality);
  }

  @Test
  void aHomeRule_mapsSomething_andFindsValuesAsTheyAreWritten() {
    SortedMap<String, Region> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ignoringCase.putAll(homes());

    assertThat(new HomeRule.ByValue("country", ignoringCase).regions()).doesNotContainKey("fr");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HomeRule.ByValue("country", new TreeMap<>()));
  }

  @Test
  void tableNames_areParsed_andOrdered() {
    assertThat(TableName.parse("cities")).isEqualTo(new TableName("default", "cities"));
    assertThat(TableName.parse("geo.cities")).hasToString("geo.cities");
    assertThat(List.of(TableName.parse("b.a"), TableName.parse("a.b")))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertTaken(TableName::parse, "a", "a_1", "a".repeat(63), "a.b");
    assertRefused(TableName::parse, "", "A", "1a", "a.b.c", ".a", "a.", "a".repeat(64), "a-b");
  }

  @Test
  void names_haveTheirForms() {
    assertTaken(Region::new, "eu", "eu-west-1", "a".repeat(32));
    assertRefused(Region::new, "e", "", "EU", "1eu", "eu-", "a".repeat(33), "e_u");
    assertTaken(Zone::new, "a", "1", "a-1", "a".repeat(32));
    assertRefused(Zone::new, "", "-a", "A", "a".repeat(33));
    assertTaken(NodeId::new, "n", "n-1", "1", "n".repeat(64));
    assertRefused(NodeId::new, "", "-n", "N", "n".repeat(65), "n.1");
    assertTaken(ClusterId::new, "0123456789abcdef".repeat(2));
    assertRefused(ClusterId::new, "", "0123456789ABCDEF".repeat(2), "0".repeat(31), "0".repeat(33));
    assertTaken(name -> new KeyColumn(name, KeyType.BOOL), "a", "a_1", "a".repeat(63));
    assertRefused(name -> new KeyColumn(name, KeyType.BOOL), "", "A", "1", "a".repeat(64), "a.b");
    assertRefused(host -> new Endpoint(new NodeId("n"), host, 1), "", " ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(new NodeId("n"), "localhost", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(new NodeId("n"), "localhost", 65_536));
  }

  /** The numbers that stand in logs and on the wire, written down a second time. */
  @Test
  void numbers_areThoseOfTheFormats() {
    assertThat(TableLocality.values())
        .extracting(TableLocality::number)
        .containsExactly(1, 2, 3, 4);
    assertThat(Partitioning.values()).extracting(Partitioning::number).containsExactly(1, 2);
    assertThat(KeyType.values()).extracting(KeyType::number).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(ValueType.values())
        .extracting(ValueType::tag)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(ValueType.values())
        .allSatisfy(type -> assertThat(ValueType.tagged(type.tag())).contains(type));
    assertThat(ValueType.tagged(0)).isEmpty();
    assertThat(ValueType.tagged(12)).isEmpty();
  }

  private static void assertTaken(Function<String, Object> make, String... names) {
    for (String name : names) {
      assertThat(make.apply(name)).isEqualTo(make.apply(name));
    }
  }

  private static void assertRefused(Function<String, Object> make, String... names) {
    for (String name : names) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> make.apply(name));
    }
  }

  private static SortedMap<String, Region> homes() {
    return new TreeMap<>(Map.of("FR", EU_WEST));
  }

  private static TableSpec.Placement placed(TableLocality locality, HomeRule rule) {
    return new TableSpec.Placement(locality, rule, Partitioning.HASH);
  }

  private static TableSpec table(
      List<KeyColumn> key, int partitionKeyColumns, TableSpec.Placement placement) {
    return new TableSpec(
        1,
        TableName.parse("cities"),
        key,
        partitionKeyColumns,
        List.of(),
        placement,
        TableSpec.Versions.FIRST);
  }
}
