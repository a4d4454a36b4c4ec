package dev.isochrone.region.directory;

import static dev.isochrone.region.directory.Places.ARBITER;
import static dev.isochrone.region.directory.Places.ASIA;
import static dev.isochrone.region.directory.Places.EU;
import static dev.isochrone.region.directory.Places.US;
import static dev.isochrone.region.directory.Places.pinned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.testing.ForSeeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class GlobalDirectoryStateTest {
  private static final TableName ORDERS = TableName.parse("orders");

  @ForSeeds(300)
  void commands_doWhatTheModelSays_andNothingTwice(long seed) {
    AnyCommands any = new AnyCommands(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    GlobalDirectoryState state = GlobalDirectoryState.EMPTY;
    GlobalModel model = new GlobalModel();
    Set<Origin> origins = new HashSet<>();
    Map<Integer, TableName> ids = new HashMap<>();

    for (int i = 0; i < 250; i++) {
      GlobalCommand command = any.global();
      GlobalDirectoryState before = state;
      Reply<GlobalDirectoryState> reply = before.apply(command);
      state = reply.state();

      boolean changed = model.apply(command);
      assertThat(!state.equals(before)).as("%s", command).isEqualTo(changed);
      assertThat(state.version() > before.version()).isEqualTo(changed);
      assertThat(reply.refusal().isPresent() && changed).isFalse();
      compare(state, model);
      Reply<GlobalDirectoryState> again = state.apply(command);
      assertThat(again.state()).as("%s again", command).isSameAs(state);
      if (changed) {
        assertThat(again.refusal()).as("%s again", command).isEmpty();
        requireNewNumbers(before, state, origins, ids);
      }
    }
  }

  private static void compare(GlobalDirectoryState state, GlobalModel model) {
    assertThat(state.cluster().map(cluster -> cluster.id().hex()).orElse(""))
        .isEqualTo(model.cluster);
    assertThat(state.tables().keySet()).isEqualTo(model.tables.keySet());
    state
        .tables()
        .forEach(
            (name, table) -> {
              GlobalModel.Table expected =
                  Objects.requireNonNull(model.tables.get(name), name.toString());
              assertThat(table.id()).isEqualTo(expected.id());
              assertThat(table.columns()).isEqualTo(expected.columns());
              assertThat(table.placement()).isEqualTo(expected.wanted().placement());
              assertThat(table.versions().schema())
                  .isEqualTo(1 + table.columns().size() - expected.wanted().columns().size());
            });
    Map<DomainName, Set<Region>> domains = new HashMap<>();
    state.domains().forEach((name, domain) -> domains.put(name, domain.regions()));
    assertThat(domains).isEqualTo(model.domains);
    Map<Region, Integer> origins = new HashMap<>();
    Map<Region, RegionSpec> specs = new HashMap<>();
    Map<Region, Long> published = new HashMap<>();
    state
        .regions()
        .forEach(
            (name, region) -> {
              origins.put(name, region.origin().number());
              specs.put(name, region.spec());
              region.published().ifPresent(told -> published.put(name, told.version()));
            });
    assertThat(origins).isEqualTo(model.origins);
    assertThat(specs).isEqualTo(model.specs);
    assertThat(published).isEqualTo(model.published);
    if (state.cluster().isPresent()) {
      assertThat(state.directory().regions().keySet()).isEqualTo(published.keySet());
    }
  }

  /** What was given out once is never given to another. */
  private static void requireNewNumbers(
      GlobalDirectoryState before,
      GlobalDirectoryState after,
      Set<Origin> origins,
      Map<Integer, TableName> ids) {
    after
        .regions()
        .forEach(
            (name, region) -> {
              if (!before.origin(name).equals(Optional.of(region.origin()))) {
                assertThat(origins.add(region.origin())).as("new: %s", region.origin()).isTrue();
              }
            });
    after
        .tables()
        .forEach(
            (name, table) -> {
              TableSpec old = before.tables().get(name);
              if (old == null || old.id() != table.id()) {
                assertThat(ids.put(table.id(), name)).as("id %d", table.id()).isNull();
              }
            });
  }

  @Test
  void init_ofAnotherCluster_isRefused_bothNamed() {
    GlobalDirectoryState founded = Places.founded();
    Directory.Cluster other =
        new Directory.Cluster(new ClusterId("ffffffffffffffffffffffffffffffff"), "test");

    Reply<GlobalDirectoryState> reply =
        founded.apply(new GlobalCommand.Init(other, List.of(Places.spec(EU, RegionRole.DATA))));

    assertThat(reply.state()).isSameAs(founded);
    Refusal refusal = reply.refusal().orElseThrow();
    assertThat(refusal.code()).isEqualTo(RefusalCode.WRONG_CLUSTER);
    assertThat(refusal.message()).contains(Places.CLUSTER.id().hex()).contains(other.id().hex());
  }

  @Test
  void commands_beforeThereIsACluster_areRefusedForNow() {
    assertThat(refusal(GlobalDirectoryState.EMPTY, create("r", pinned("orders", EU))))
        .isEqualTo(RefusalCode.NOT_READY);
  }

  @Test
  void origins_areHandedOutInOrder_toWitnessesToo() {
    GlobalDirectoryState founded = Places.founded();

    assertThat(founded.origin(EU)).contains(new Origin(1));
    assertThat(founded.origin(ARBITER)).contains(new Origin(4));
  }

  @Test
  void createTable_withAHomeWithoutData_isRefused_andTheRegionNamed() {
    GlobalDirectoryState state = Places.running();

    for (Region without : List.of(ASIA, ARBITER, new Region("no-where"))) {
      Reply<GlobalDirectoryState> reply = state.apply(create("r", pinned("orders", without)));
      assertThat(reply.state()).isSameAs(state);
      assertThat(reply.refusal().orElseThrow().message()).contains(without.name());
    }
  }

  @Test
  void createTable_comingAgainAfterItsDrop_makesNoSecondTable() {
    GlobalCommand create = create("one wish", pinned("orders", EU));
    GlobalDirectoryState made = Places.running().apply(create).state();
    int id = orders(made).id();
    GlobalDirectoryState dropped = made.apply(new GlobalCommand.DropTable(ORDERS, id)).state();

    assertThat(dropped.apply(create).state()).isSameAs(dropped);
    GlobalDirectoryState anew = dropped.apply(create("another wish", pinned("orders", EU))).state();
    assertThat(orders(anew).id()).isGreaterThan(id);
  }

  @Test
  void dropTable_ofAnOlderTableOfTheName_leavesTheNewOne() {
    GlobalDirectoryState state = Places.running();
    state = state.apply(create("1", pinned("orders", EU))).state();
    int old = orders(state).id();
    state = state.apply(new GlobalCommand.DropTable(ORDERS, old)).state();
    state = state.apply(create("2", pinned("orders", US))).state();

    Reply<GlobalDirectoryState> late = state.apply(new GlobalCommand.DropTable(ORDERS, old));

    assertThat(late.refusal()).isEmpty();
    assertThat(late.state().tables()).containsKey(ORDERS);
  }

  @Test
  void createTable_underATakenName_isRefused_unlessItIsTheSame() {
    GlobalDirectoryState state = Places.running().apply(create("1", pinned("orders", EU))).state();

    assertThat(state.apply(create("2", pinned("orders", EU))).refusal()).isEmpty();
    assertThat(refusal(state, create("3", pinned("orders", US))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void setPlacement_isRefused_sinceThereMayBeRows() {
    GlobalDirectoryState state = Places.running().apply(create("1", pinned("orders", EU))).state();
    int id = orders(state).id();
    TableSpec.Placement old = orders(state).placement();
    TableSpec.Placement moved =
        new TableSpec.Placement(old.locality(), new HomeRule.Pinned(US), old.partitioning());

    assertThat(refusal(state, new GlobalCommand.SetPlacement(ORDERS, id, moved)))
        .isEqualTo(RefusalCode.NOT_SUPPORTED);
    assertThat(state.apply(new GlobalCommand.SetPlacement(ORDERS, id, old)).refusal()).isEmpty();
  }

  @Test
  void addColumn_raisesTheSchemaVersion_once() {
    TableSpec plain = pinned("orders", EU);
    TableSpec structured =
        new TableSpec(
            1,
            plain.name(),
            plain.key(),
            1,
            List.of(new Column("name", ValueType.STRING)),
            plain.placement(),
            plain.versions());
    GlobalDirectoryState state = Places.running().apply(create("1", structured)).state();
    int id = orders(state).id();
    GlobalCommand add =
        new GlobalCommand.AddColumn(ORDERS, id, new Column("size", ValueType.INT64));

    GlobalDirectoryState added = state.apply(add).state();

    assertThat(added.apply(add).state()).isSameAs(added);
    assertThat(orders(added).versions()).isEqualTo(new TableSpec.Versions(1, 2, 1));
    GlobalCommand otherType =
        new GlobalCommand.AddColumn(ORDERS, id, new Column("size", ValueType.STRING));
    assertThat(refusal(added, otherType)).isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void domain_ofUnknownRegions_orWithTablesBoundToIt_isRefused() {
    GlobalDirectoryState state = Places.running();
    assertThat(refusal(state, domain("far", ASIA))).isEqualTo(RefusalCode.INVALID_REQUEST);

    state = state.apply(domain("eu", EU)).state();
    TableSpec wanted = pinned("orders", EU);
    TableSpec bound =
        new TableSpec(
            1,
            wanted.name(),
            wanted.key(),
            1,
            List.of(),
            wanted.placement().within(new DomainName("eu")),
            wanted.versions());
    state = state.apply(create("1", bound)).state();

    assertThat(state.tables()).containsKey(ORDERS);
    assertThat(refusal(state, new GlobalCommand.DropDomain(new DomainName("eu"))))
        .isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(refusal(state, domain("eu", EU, US))).isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void tables_areBounded_andColumnsTogetherToo() {
    GlobalDirectoryState state = Places.running();
    for (int i = 0; i < GlobalDirectoryState.TABLES_MAX; i++) {
      state = state.apply(create("r" + i, pinned("t" + i, EU))).state();
    }

    assertThat(state.tables()).hasSize(GlobalDirectoryState.TABLES_MAX);
    assertThat(state.numbers().created()).hasSize(Numbers.CREATED_MAX);
    assertThat(refusal(state, create("more", pinned("more", EU)))).isEqualTo(RefusalCode.TOO_LARGE);
  }

  private static TableSpec orders(GlobalDirectoryState state) {
    return Objects.requireNonNull(state.tables().get(ORDERS));
  }

  private static RefusalCode refusal(GlobalDirectoryState state, GlobalCommand command) {
    Reply<GlobalDirectoryState> reply = state.apply(command);
    assertThat(reply.state()).isSameAs(state);
    return reply.refusal().orElseThrow().code();
  }

  private static GlobalCommand create(String request, TableSpec table) {
    return new GlobalCommand.CreateTable(request, table);
  }

  private static GlobalCommand domain(String name, Region... regions) {
    return new GlobalCommand.CreateDomain(
        new ResidencyDomain(new DomainName(name), new TreeSet<>(List.of(regions))));
  }
}
