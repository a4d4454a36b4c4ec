package dev.isochrone.region;

import static dev.isochrone.region.Controllers.init;
import static dev.isochrone.region.Controllers.refusal;
import static dev.isochrone.region.Controllers.report;
import static dev.isochrone.region.directory.Places.ARBITER;
import static dev.isochrone.region.directory.Places.ASIA;
import static dev.isochrone.region.directory.Places.EU;
import static dev.isochrone.region.directory.Places.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.isochrone.api.internal.v1.CreateDomainRequest;
import dev.isochrone.api.internal.v1.CreateTableRequest;
import dev.isochrone.api.internal.v1.DropTableRequest;
import dev.isochrone.api.internal.v1.FetchRequest;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.api.internal.v1.JoinRequest;
import dev.isochrone.api.internal.v1.TableAnswer;
import dev.isochrone.api.v1.ResidencyDomain;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.placement.Directory;
import dev.isochrone.region.Controllers.Chair;
import dev.isochrone.region.directory.DirectoryView;
import dev.isochrone.region.directory.Places;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.server.directory.ControllerSource;
import dev.isochrone.server.directory.DirectoryCache;
import dev.isochrone.server.directory.DirectoryCopy;
import dev.isochrone.wire.cluster.TableWire;
import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real controllers on loopback: Ratis, disks, gRPC. */
class RegionControllerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path dir;

  /** From nothing to a table that nodes of both regions know; then everything is stopped. */
  @Test
  void cluster_isMade_placed_andKeptAcrossARestart() throws IOException {
    try (Controllers controllers = twoRegionsAndAWitness()) {
      String cluster = found(controllers);
      createDomain(controllers, cluster, "eu", EU);
      TableAnswer made = createTable(controllers, cluster, "wish", "orders", EU);

      for (String id : List.of("eu-c0", "us-c0")) {
        Directory directory = awaitTable(controllers, id, "orders");
        assertThat(directory.regions()).containsOnlyKeys(EU, US);
        assertThat(directory.domains()).containsOnlyKeys(new DomainName("eu"));
        assertThat(directory.table(TableName.parse("orders")).orElseThrow().id())
            .isEqualTo(made.getTable().getId());
      }
      requireRepetitionIsHarmless(controllers, cluster, made);
      requireAnotherClusterIsRefused(controllers, cluster);
      requireWipedNodeIsRefused(controllers);

      List.of("eu-c0", "us-c0", "sa-c0").forEach(controllers::stop);
      controllers.startAll();

      Directory after = awaitTable(controllers, "us-c0", "orders");
      assertThat(after.cluster().id().hex()).isEqualTo(cluster);
      TableAnswer next = createTable(controllers, cluster, "later", "customers", US);
      assertThat(next.getTable().getId()).isGreaterThan(made.getTable().getId());
      assertThat(controllers.faults).isEmpty();
    }
  }

  private static void requireRepetitionIsHarmless(
      Controllers controllers, String cluster, TableAnswer made) {
    assertThat(controllers.led(at -> at.init(foundation()), EU).getClusterId()).isEqualTo(cluster);
    assertThat(createTable(controllers, cluster, "wish", "orders", EU)).isEqualTo(made);
    assertThat(
            controllers
                .led(at -> at.registerNode(report(EU, Places.node(EU, 0))), EU)
                .getClusterId())
        .isEqualTo(cluster);
  }

  private static void requireAnotherClusterIsRefused(Controllers controllers, String cluster) {
    String other = "ffffffffffffffffffffffffffffffff";
    InitRequest another = foundation().toBuilder().setClusterId(other).build();

    for (Runnable call :
        List.<Runnable>of(
            () -> controllers.at("eu-c0").init(another),
            () ->
                controllers
                    .at("eu-c0")
                    .dropTable(
                        DropTableRequest.newBuilder()
                            .setClusterId(other)
                            .setTable("orders")
                            .setTableId(1)
                            .build()),
            () ->
                controllers
                    .at("eu-c0")
                    .fetch(FetchRequest.newBuilder().setClusterId(other).build()))) {
      Refusal refusal = refusal(call).orElseThrow();
      assertThat(refusal.code()).isEqualTo(RefusalCode.WRONG_CLUSTER);
      assertThat(refusal.message()).contains(cluster).contains(other);
    }
  }

  private static void requireWipedNodeIsRefused(Controllers controllers) {
    assertThatThrownBy(
            () ->
                controllers.led(
                    at -> at.registerNode(report(EU, Places.node(EU, 1, /* instance= */ 2))), EU))
        .hasMessageContaining("eu-west-1")
        .hasMessageContaining(Places.node(EU, 1).instance().hex());
  }

  @Test
  void follower_refusesCommands_andNamesTheLeader() throws IOException {
    try (Controllers controllers = twoRegionsAndAWitness()) {
      String cluster = found(controllers);
      CreateTableRequest request = request(cluster, "wish", "orders", EU);
      controllers.led(at -> at.createTable(request), EU);

      List<Refusal> refusals =
          List.of("eu-c0", "us-c0", "sa-c0").stream()
              .flatMap(id -> refusal(() -> controllers.at(id).createTable(request)).stream())
              .toList();

      assertThat(refusals).hasSize(2);
      assertThat(refusals)
          .allSatisfy(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
                assertThat(controllers.at(refusal.endpoint().orElseThrow()).createTable(request))
                    .isNotNull();
              });
    }
  }

  /** A region of three controllers, of which one has the vote, goes on with any two. */
  @Test
  void controllersWithoutAVote_giveTheDirectoryOut_andTakeOverTheirRegion() throws IOException {
    try (Controllers controllers =
        new Controllers(
                dir,
                new Chair("eu-c0", EU, true),
                new Chair("eu-c1", EU, false),
                new Chair("eu-c2", EU, false))
            .startAll()) {
      String cluster =
          controllers.led(at -> at.init(init(Places.spec(EU, RegionRole.DATA))), EU).getClusterId();
      register(controllers, EU);
      await().atMost(DEADLINE).until(() -> isPublished(controllers, "eu-c0"));
      createTable(controllers, cluster, "wish", "orders", EU);
      for (String id : List.of("eu-c0", "eu-c1", "eu-c2")) {
        awaitTable(controllers, id, "orders");
      }

      controllers.stop("eu-c0");

      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  controllers.running("eu-c1").leadsRegion()
                      || controllers.running("eu-c2").leadsRegion());
      controllers.led(at -> at.registerNode(report(EU, Places.node(EU, 3))), EU);
      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  view(controllers, "eu-c1")
                      .map(view -> view.directory().region(EU).orElseThrow().nodes().size() == 4)
                      .orElse(false));
      assertThat(controllers.faults).isEmpty();
    }
  }

  /** A node's copy follows its controllers, outlives them, and goes on from where it was. */
  @Test
  void node_keepsItsDirectory_whenItsControllersAreGone() throws IOException {
    try (Controllers controllers = twoRegionsAndAWitness()) {
      String cluster = found(controllers);
      createTable(controllers, cluster, "wish", "orders", EU);
      Path file = dir.resolve("directory");
      try (DirectoryCache cache = cache(controllers, file)) {
        await().atMost(DEADLINE).until(() -> hasTable(cache.newest(), "orders"));
      }
      controllers.stop("eu-c0");

      try (DirectoryCache cache = cache(controllers, file)) {
        assertThat(hasTable(cache.newest(), "orders")).isTrue();
        assertThat(cache.newest().orElseThrow().directory().region(EU).orElseThrow().nodes())
            .hasSize(3)
            .allSatisfy((id, node) -> assertThat(node.raft()).isPresent());
        controllers.start("eu-c0");
        createTable(controllers, cluster, "later", "customers", US);
        await().atMost(DEADLINE).until(() -> hasTable(cache.newest(), "customers"));
      }
    }
  }

  @Test
  void regionThatJoins_beforeDataHasItsPlaces_getsAnOriginOfItsOwn_everyTimeTheSame()
      throws IOException {
    try (Controllers controllers = twoRegionsAndAWitness()) {
      String cluster = controllers.led(at -> at.init(foundation()), EU).getClusterId();
      JoinRequest join =
          JoinRequest.newBuilder()
              .setClusterId(cluster)
              .setRegion(
                  dev.isochrone.region.grpc.DirectoriesWire.toProto(
                      Places.spec(ASIA, RegionRole.DATA)))
              .build();

      assertThat(controllers.led(at -> at.join(join), EU).getOrigin()).isEqualTo(4);
      assertThat(controllers.led(at -> at.join(join), US).getOrigin()).isEqualTo(4);
    }
  }

  @Test
  void regionThatJoins_whereOthersHoldData_isRefused_sinceNothingWouldBeCarriedIntoIt()
      throws IOException {
    try (Controllers controllers = twoRegionsAndAWitness()) {
      String cluster = found(controllers);
      JoinRequest join =
          JoinRequest.newBuilder()
              .setClusterId(cluster)
              .setRegion(
                  dev.isochrone.region.grpc.DirectoriesWire.toProto(
                      Places.spec(ASIA, RegionRole.DATA)))
              .build();

      assertThat(Controllers.refusal(() -> controllers.led(at -> at.join(join), EU)))
          .hasValueSatisfying(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_SUPPORTED);
                assertThat(refusal.message()).contains(ASIA.name());
              });
    }
  }

  private static DirectoryCache cache(Controllers controllers, Path file) throws IOException {
    List<Address> addresses = controllers.ofRegion(EU).stream().map(Address::of).toList();
    return DirectoryCache.open(
        file,
        new ControllerSource(
            new dev.isochrone.server.directory.Controllers(controllers.channels, addresses),
            Optional.empty()),
        Duration.ofMillis(50),
        told -> {});
  }

  private static boolean hasTable(Optional<DirectoryCopy> copy, String table) {
    return copy.isPresent() && copy.get().directory().table(TableName.parse(table)).isPresent();
  }

  private Controllers twoRegionsAndAWitness() throws IOException {
    return new Controllers(
            dir,
            new Chair("eu-c0", EU, true),
            new Chair("us-c0", US, true),
            new Chair("sa-c0", ARBITER, true))
        .startAll();
  }

  private static InitRequest foundation() {
    return init(
        Places.spec(EU, RegionRole.DATA),
        Places.spec(US, RegionRole.DATA),
        Places.spec(ARBITER, RegionRole.WITNESS));
  }

  /** Makes the cluster, and waits till the data of both regions has its places. */
  private static String found(Controllers controllers) {
    String cluster = controllers.led(at -> at.init(foundation()), EU).getClusterId();
    register(controllers, EU);
    register(controllers, US);
    for (String id : List.of("eu-c0", "us-c0")) {
      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  view(controllers, id)
                      .map(view -> view.directory().regions().size() == 2)
                      .orElse(false));
    }
    return cluster;
  }

  private static void register(Controllers controllers, Region region) {
    for (int i = 0; i < 3; i++) {
      int node = i;
      controllers.led(at -> at.registerNode(report(region, Places.node(region, node))), region);
    }
  }

  private static TableAnswer createTable(
      Controllers controllers, String cluster, String wish, String name, Region home) {
    return controllers.led(at -> at.createTable(request(cluster, wish, name, home)), EU);
  }

  private static CreateTableRequest request(String cluster, String wish, String name, Region home) {
    return CreateTableRequest.newBuilder()
        .setClusterId(cluster)
        .setRequest(wish)
        .setTable(TableWire.toProto(Places.pinned(name, home)))
        .build();
  }

  private static void createDomain(
      Controllers controllers, String cluster, String name, Region region) {
    var unused =
        controllers.led(
            at ->
                at.createDomain(
                    CreateDomainRequest.newBuilder()
                        .setClusterId(cluster)
                        .setDomain(
                            ResidencyDomain.newBuilder().setName(name).addRegion(region.name()))
                        .build()),
            EU);
  }

  private static Directory awaitTable(Controllers controllers, String id, String table) {
    await()
        .atMost(DEADLINE)
        .until(
            () ->
                view(controllers, id)
                    .map(view -> view.directory().table(TableName.parse(table)).isPresent())
                    .orElse(false));
    return view(controllers, id).orElseThrow().directory();
  }

  private static boolean isPublished(Controllers controllers, String id) {
    return view(controllers, id)
        .map(view -> view.directory().version() == view.global())
        .orElse(false);
  }

  private static Optional<DirectoryView> view(Controllers controllers, String id) {
    return controllers.running(id).view() instanceof Outcome.Done<DirectoryView> done
        ? Optional.of(done.value())
        : Optional.empty();
  }
}
