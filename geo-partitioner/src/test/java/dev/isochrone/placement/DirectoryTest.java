package dev.isochrone.placement;

import static dev.isochrone.placement.DirectoryFixture.AP_SOUTH;
import static dev.isochrone.placement.DirectoryFixture.EU_WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final RegionEntry WEST = DirectoryFixture.region(EU_WEST, 1, "w1");
  private static final RegionEntry SOUTH = DirectoryFixture.region(AP_SOUTH, 2, "s1");
  private static final DomainName EU = new DomainName("eu");
  private static final TableSpec CITIES = DirectoryFixture.cities(5, DirectoryFixture.byCountry());

  private final Directory directory =
      DirectoryFixture.of(Map.of(EU_WEST, WEST, AP_SOUTH, SOUTH), Map.of(CITIES.name(), CITIES));

  @Test
  void lookups_findWhatIsThere_andNothingElse() {
    assertThat(directory.region(EU_WEST)).contains(WEST);
    assertThat(directory.region(new Region("mars-1"))).isEmpty();
    assertThat(directory.table(CITIES.name())).contains(CITIES);
    assertThat(directory.table(TableName.parse("towns"))).isEmpty();
    assertThat(directory.table(5)).contains(CITIES);
    assertThat(directory.table(6)).isEmpty();
    assertThat(directory.origin(new Origin(2))).contains(SOUTH);
    assertThat(directory.origin(new Origin(3))).isEmpty();
  }

  @Test
  void regions_areInTheOrderOfTheirNames() {
    assertThat(directory.regions().keySet()).containsExactly(AP_SOUTH, EU_WEST);
  }

  @Test
  void taking_isTheCallersRegion_orTheFirstThatMayHoldTheRows() {
    DomainName eu = new DomainName("eu");
    TableSpec free =
        DirectoryFixture.cities(5, TableSpec.Placement.multiMaster(ConflictPolicy.LWW));
    TableSpec bound =
        DirectoryFixture.cities(5, TableSpec.Placement.multiMaster(ConflictPolicy.LWW).within(eu));
    Directory bounded =
        new Directory(
            1,
            DirectoryFixture.CLUSTER,
            new TreeMap<>(Map.of(EU_WEST, WEST, AP_SOUTH, SOUTH)),
            new TreeMap<>(Map.of(bound.name(), bound)),
            new TreeMap<>(Map.of(eu, new ResidencyDomain(eu, new TreeSet<>(Set.of(EU_WEST))))));

    assertThat(directory.taking(free, EU_WEST)).isEqualTo(EU_WEST);
    assertThat(directory.taking(free, AP_SOUTH)).isEqualTo(AP_SOUTH);
    assertThat(directory.taking(free, new Region("mars-1"))).isEqualTo(AP_SOUTH);
    assertThat(bounded.taking(bound, EU_WEST)).isEqualTo(EU_WEST);
    assertThat(bounded.taking(bound, AP_SOUTH)).isEqualTo(EU_WEST);
  }

  @Test
  void twoRegionsOfOneOrigin_areRefused() {
    refused(Map.of(EU_WEST, WEST, AP_SOUTH, DirectoryFixture.region(AP_SOUTH, 1, "s1")));
  }

  @Test
  void twoNodesOfOneName_areRefused() {
    refused(Map.of(EU_WEST, WEST, AP_SOUTH, DirectoryFixture.region(AP_SOUTH, 2, "w1")));
  }

  @Test
  void aRegionUnderAnothersName_isRefused() {
    refused(Map.of(EU_WEST, SOUTH));
  }

  @Test
  void aTableUnderAnothersName_orOfAnothersId_isRefused() {
    Map<Region, RegionEntry> regions = Map.of(EU_WEST, WEST, AP_SOUTH, SOUTH);
    TableName towns = TableName.parse("towns");
    TableSpec sameId =
        DirectoryFixture.table(5, "towns", 1, DirectoryFixture.byCountry(), CITIES.key().get(0));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.of(regions, Map.of(towns, CITIES)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> DirectoryFixture.of(regions, Map.of(CITIES.name(), CITIES, towns, sameId)));
  }

  @Test
  void aTableWithAHomeInNoRegion_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.of(Map.of(EU_WEST, WEST), Map.of(CITIES.name(), CITIES)))
        .withMessageContaining("ap-south");
  }

  @Test
  void aVersionBelowOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Directory(0, DirectoryFixture.CLUSTER, new TreeMap<>(), new TreeMap<>()));
  }

  @Test
  void aLayout_ownsEachSlotOnce_andKnowsTheOwner() {
    Layout layout =
        new Layout(
            3,
            List.of(
                DirectoryFixture.partition(
                    0, List.of(new SlotRange(0, 99), new SlotRange(200, 8_191)), "w1"),
                DirectoryFixture.partition(
                    1, List.of(new SlotRange(100, 199), new SlotRange(8_192, 16_383)), "w1")));

    assertThat(layout.owner(new Slot(0)).id()).isZero();
    assertThat(layout.owner(new Slot(99)).id()).isZero();
    assertThat(layout.owner(new Slot(100)).id()).isEqualTo(1);
    assertThat(layout.owner(new Slot(199)).id()).isEqualTo(1);
    assertThat(layout.owner(new Slot(200)).id()).isZero();
    assertThat(layout.owner(new Slot(16_383)).id()).isEqualTo(1);
  }

  @Test
  void aLayoutWithAGapOrAnOverlap_isRefused() {
    refusedLayout(List.of());
    refusedLayout(List.of(DirectoryFixture.partition(0, List.of(new SlotRange(0, 5)), "w1")));
    refusedLayout(
        List.of(
            DirectoryFixture.partition(0, List.of(new SlotRange(0, 100)), "w1"),
            DirectoryFixture.partition(1, List.of(new SlotRange(100, 16_383)), "w1")));
  }

  @Test
  void partitionsOutOfPlace_areRefused() {
    refusedLayout(List.of(DirectoryFixture.partition(1, List.of(SlotRange.ALL), "w1")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Layout(
                    0, List.of(DirectoryFixture.partition(0, List.of(SlotRange.ALL), "w1"))));
  }

  @Test
  void aPartitionWithSlotsOutOfOrder_orWithoutReplicas_orWithOneTwice_isRefused() {
    List<SlotRange> descending = List.of(new SlotRange(9, 9), new SlotRange(1, 1));
    List<SlotRange> overlapping = List.of(new SlotRange(1, 5), new SlotRange(5, 9));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.partition(0, descending, "w1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.partition(0, overlapping, "w1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.partition(0, List.of(SlotRange.ALL)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.partition(0, List.of(SlotRange.ALL), "w1", "w1"));
  }

  @Test
  void replicas_areInTheOrderOfTheirNames() {
    assertThat(DirectoryFixture.partition(0, List.of(), "b", "c", "a").replicas())
        .containsExactly(new NodeId("a"), new NodeId("b"), new NodeId("c"));
  }

  @Test
  void slotRanges_outOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(4, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(0, 16_384));
    assertThat(new SlotRange(4, 4).size()).isEqualTo(1);
    assertThat(SlotRange.ALL.size()).isEqualTo(Slot.COUNT);
  }

  @Test
  void aRegionWhosePartitionLiesOnAStranger_orWhoseNodeHasAnothersName_isRefused() {
    Layout onStranger =
        new Layout(1, List.of(DirectoryFixture.partition(0, List.of(SlotRange.ALL), "w9")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegionEntry(EU_WEST, new Origin(1), onStranger, WEST.nodes()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RegionEntry(
                    EU_WEST,
                    new Origin(1),
                    WEST.layout(),
                    new TreeMap<>(Map.of(new NodeId("w1"), DirectoryFixture.node("w2")))));
  }

  @Test
  void aNodeWithAnothersEndpoint_isRefused() {
    NodeEntry one = DirectoryFixture.node("w1");
    NodeEntry other = DirectoryFixture.node("w2");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new NodeEntry(one.id(), one.zone(), one.client(), one.internal(), other.raft()));
  }

  @Test
  void mayHold_ofABoundTable_isTheDomainAlone_andOfAFreeOneEverywhere() {
    Directory bounded = bounded(EU, EU_WEST);
    TableSpec bound = bounded.table(6).orElseThrow();

    assertThat(bounded.mayHold(bound, EU_WEST)).isTrue();
    assertThat(bounded.mayHold(bound, AP_SOUTH)).isFalse();
    assertThat(bounded.mayHold(CITIES, AP_SOUTH)).isTrue();
    assertThat(bounded.mayHold(bound, new Region("mars-1"))).isFalse();
  }

  @Test
  void mayHold_ofATableWhoseDomainIsNotKnownHere_isNowhere() {
    assertThat(directory.mayHold(bounded(EU, EU_WEST).table(6).orElseThrow(), EU_WEST)).isFalse();
  }

  @Test
  void homes_ofATableOfAllRegions_areThoseOfItsDomain() {
    Directory bounded = bounded(EU, EU_WEST);

    assertThat(bounded.homes(bounded.table(6).orElseThrow())).containsExactly(EU_WEST);
    assertThat(bounded.homes(CITIES)).containsExactly(AP_SOUTH, EU_WEST);
  }

  @Test
  void aDomainOfOneRegion_isWarnedOf_namingWhatIsBoundToIt() {
    assertThat(bounded(EU, EU_WEST).warnings())
        .containsExactly(new Directory.LoneRegion(EU, EU_WEST, List.of(TableName.parse("people"))));
    assertThat(bounded(EU, EU_WEST).warnings().get(0).toString())
        .contains("eu", "eu-west", "default.people");
    assertThat(bounded(EU, EU_WEST, AP_SOUTH).warnings()).isEmpty();
    assertThat(directory.warnings()).isEmpty();
  }

  @Test
  void aDomainOfAnUnknownRegion_orOfNone_orUnderAnothersName_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded(EU, new Region("mars-1")))
        .withMessageContaining("mars-1");
    assertThatIllegalArgumentException().isThrownBy(() -> bounded(EU));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded(new DomainName("other"), EU_WEST));
  }

  @Test
  void aTableBoundToAnUnknownDomain_isRefused_namingThoseThatAreKnown() {
    TableSpec bound = DirectoryFixture.cities(6, DirectoryFixture.byCountry().within(EU));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectoryFixture.with(bound))
        .withMessageContaining("domain eu, which is not known; the domains are []");
  }

  @Test
  void aHomeOutsideOfTheDomain_isRefused_namingBoth() {
    TableSpec bound = DirectoryFixture.cities(6, DirectoryFixture.byCountry().within(EU));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Directory(
                    1,
                    DirectoryFixture.CLUSTER,
                    directory.regions(),
                    new TreeMap<>(Map.of(bound.name(), bound)),
                    new TreeMap<>(
                        Map.of(EU, new ResidencyDomain(EU, new TreeSet<>(List.of(EU_WEST)))))))
        .withMessageContaining("ap-south, outside of its domain eu, which is [eu-west]");
  }

  @Test
  void residency_ofATableThatIsNotThere_tellsADroppedOneFromOneNotYetKnown() {
    Directory later =
        new Directory(
            2,
            DirectoryFixture.CLUSTER,
            directory.regions(),
            directory.tables(),
            directory.domains(),
            HomeOverrides.NONE,
            /* lastTableId= */ 9);
    int known = later.tables().values().iterator().next().id();

    assertThat(Residency.of(() -> later).of(known, EU_WEST).verdict())
        .isEqualTo(Residency.Verdict.MAY_HOLD);
    assertThat(Residency.of(() -> later).of(9, EU_WEST).verdict())
        .isEqualTo(Residency.Verdict.DROPPED_TABLE);
    assertThat(Residency.of(() -> later).of(10, EU_WEST).verdict())
        .isEqualTo(Residency.Verdict.UNKNOWN_TABLE);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Directory(
                    2,
                    DirectoryFixture.CLUSTER,
                    directory.regions(),
                    directory.tables(),
                    directory.domains(),
                    HomeOverrides.NONE,
                    known - 1))
        .withMessageContaining("last one given");
  }

  /**
   * Cities may be anywhere; people are bound to the domain {@code eu}, in whatever region of it.
   */
  private static Directory bounded(DomainName under, Region... regions) {
    TableSpec people =
        DirectoryFixture.table(
            6,
            "people",
            1,
            new TableSpec.Placement(
                    TableLocality.REGIONAL_BY_ROW,
                    new HomeRule.ByRegionColumn("region"),
                    Partitioning.HASH)
                .within(EU),
            DirectoryFixture.column("region", KeyType.STRING));
    return new Directory(
        1,
        DirectoryFixture.CLUSTER,
        new TreeMap<>(Map.of(EU_WEST, WEST, AP_SOUTH, SOUTH)),
        new TreeMap<>(Map.of(CITIES.name(), CITIES, people.name(), people)),
        new TreeMap<>(Map.of(under, new ResidencyDomain(EU, new TreeSet<>(List.of(regions))))));
  }

  private static void refused(Map<Region, RegionEntry> regions) {
    assertThatIllegalArgumentException().isThrownBy(() -> DirectoryFixture.of(regions, Map.of()));
  }

  private static void refusedLayout(List<PartitionEntry> partitions) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Layout(1, partitions));
  }
}
