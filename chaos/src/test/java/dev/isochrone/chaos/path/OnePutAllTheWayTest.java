package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.AP_SOUTH;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.cli.Main;
import dev.isochrone.client.Table;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.placement.NodeEntry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnePutAllTheWayTest {
  private World world;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    world = World.start(dir);
  }

  @AfterAll
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void put_isReadAtHome_andArrivesNearby_withTheSameVersion() throws Exception {
    Table inAsia = world.client(AP_SOUTH).table("cities");

    WriteAnswer written = inAsia.put("FR/1", named("Lyon"));

    assertThat(written.header().home().region()).isEqualTo(EU_WEST);
    assertThat(written.header().served().region()).isEqualTo(EU_WEST);
    ReadAnswer strong = inAsia.get("FR/1", Consistency.STRONG);
    assertThat(strong.document()).contains(named("Lyon"));
    assertThat(strong.header().version()).isEqualTo(written.header().version());
    assertThat(strong.header().staleness()).contains(Duration.ZERO);
    for (Region region : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      Table nearby = world.client(region).table("cities");
      ReadAnswer arrived =
          World.await()
              .until(
                  () -> nearby.get("FR/1", Consistency.EVENTUAL),
                  answer -> answer.document().isPresent());
      assertThat(arrived.header().served().region()).isEqualTo(region);
      assertThat(arrived.header().version()).isEqualTo(written.header().version());
    }
  }

  @Test
  void staleness_ofAnIdleRegion_staysSmall_andTheFrontierMovesOn() throws Exception {
    Table inAsia = world.client(AP_SOUTH).table("cities");
    inAsia.put("FR/2", named("Paris"));

    Duration first = knownStaleness(inAsia, "FR/2");
    assertThat(first).isLessThan(Duration.ofSeconds(30));
    var frontier = world.replica(world.leader(AP_SOUTH)).frontier(origin(EU_WEST)).frontier();
    World.await()
        .until(
            () ->
                world
                    .replica(world.leader(AP_SOUTH))
                    .frontier(origin(EU_WEST))
                    .frontier()
                    .isAfter(frontier));
  }

  @Test
  void overwriteAndDelete_arriveEverywhere() throws Exception {
    Table table = world.client(US_EAST).table("cities");
    table.put("IN/3", named("Mumbai"));
    table.put("IN/3", named("Bombay"));
    arrives("IN/3", Optional.of(named("Bombay")));

    table.delete("IN/3");

    assertThat(table.get("IN/3", Consistency.STRONG).document()).isEmpty();
    arrives("IN/3", Optional.empty());
  }

  @Test
  void conditionalPut_isJudgedAtHome() throws Exception {
    Table table = world.client(EU_WEST).table("cities");
    KeyForm key = new KeyForm.Text("US/4");
    WriteAnswer first = table.put(key, named("Boston"), Condition.Absent.ABSENT);

    RefusedException again =
        catchThrowableOfType(
            RefusedException.class, () -> table.put(key, named("Salem"), Condition.Absent.ABSENT));
    assertThat(again.refusal().code()).isEqualTo(RefusalCode.CONDITION_FAILED);

    Condition unchanged = new Condition.IsVersion(first.header().version().orElseThrow());
    table.put(key, named("Salem"), unchanged);
    assertThat(table.get(key).document()).contains(named("Salem"));
  }

  @Test
  void badKeys_areRefused_withWhatTheTableTakes() throws Exception {
    Table table = world.client(EU_WEST).table("cities");

    assertThat(refusal(table, "FR")).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(table, "FR/x")).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(table, "??/1")).isEqualTo(RefusalCode.NO_HOME);
  }

  @Test
  void anyTool_canPutAndGet_throughAnyNode_whichForwards() throws Exception {
    Endpoint wrongRegion = world.nodes(US_EAST).get(0).client();
    ManagedChannel channel = channel(wrongRegion);
    try {
      DataGrpc.DataBlockingStub data = DataGrpc.newBlockingStub(channel);
      Key key = Key.newBuilder().setText("DE/5").build();
      var put =
          data.put(
              PutRequest.newBuilder()
                  .setTable("cities")
                  .setKey(key)
                  .setDocument(
                      dev.isochrone.api.v1.Document.newBuilder()
                          .setFields(
                              Fields.newBuilder()
                                  .putField(
                                      "name", FieldValue.newBuilder().setString("Berlin").build())))
                  .build());
      GetAnswer got = data.get(GetRequest.newBuilder().setTable("cities").setKey(key).build());

      assertThat(put.getHeader().getHomeRegion()).isEqualTo("eu-west");
      assertThat(put.getHeader().getRequestId()).isNotEmpty();
      assertThat(got.getDocument().getFields().getFieldOrThrow("name").getString())
          .isEqualTo("Berlin");
      assertThat(got.getHeader().getRegion()).isEqualTo("eu-west");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void command_putsGetsAndDeletes_andItsExitCodesTell() {
    String endpoint = world.nodes(US_EAST).get(0).client().address();

    Said put = say("put", "cities", "FR/6", "{\"name\": \"Lille\"}", "--endpoints", endpoint);
    Said get = say("get", "cities", "FR/6", "-o", "json", "--endpoints", endpoint);
    Said where = say("where", "cities", "FR/6", "--endpoints", endpoint);
    Said deleted = say("del", "cities", "FR/6", "--endpoints", endpoint);
    Said gone = say("get", "cities", "FR/6", "--endpoints", endpoint);

    assertThat(put.exitCode()).isZero();
    assertThat(get.exitCode()).isZero();
    assertThat(get.out()).contains("\"row\":{\"name\":\"Lille\"}", "\"home\":\"eu-west\"");
    assertThat(where.out()).contains("eu-west", "ap-south-c");
    assertThat(deleted.exitCode()).isZero();
    assertThat(gone.exitCode()).isEqualTo(1);
  }

  @Test
  void command_givenNonsense_saysWhatIsTaken_withoutAStackTrace() {
    String endpoint = world.nodes(US_EAST).get(0).client().address();

    Said noJson = say("put", "cities", "FR/6", "Lille", "--endpoints", endpoint);
    Said badKey = say("get", "cities", "FR", "--endpoints", endpoint);
    Said noTable = say("get", "towns", "FR/6", "--endpoints", endpoint);
    Said nobody = say("get", "cities", "FR/6", "--endpoints", "127.0.0.1:1", "--timeout", "1");

    assertThat(List.of(noJson, badKey, noTable))
        .allSatisfy(said -> assertThat(said.exitCode()).isEqualTo(2));
    assertThat(badKey.err()).contains("country (STRING)/id (INT64)");
    assertThat(nobody.exitCode()).isEqualTo(3);
    assertThat(List.of(noJson, badKey, noTable, nobody))
        .allSatisfy(
            said -> assertThat(said.err()).startsWith("isochrone: ").doesNotContain("\tat "));
  }

  /** What a command ended with and printed. */
  private record Said(int exitCode, String out, String err) {}

  private static Said say(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Said(exitCode, out.toString(), err.toString());
  }

  @Test
  void everyServer_saysThatItServes() {
    for (NodeEntry node : world.nodes(AP_SOUTH)) {
      for (Endpoint endpoint : List.of(node.client(), node.internal())) {
        ManagedChannel channel = channel(endpoint);
        try {
          assertThat(
                  HealthGrpc.newBlockingStub(channel)
                      .check(HealthCheckRequest.getDefaultInstance())
                      .getStatus())
              .isEqualTo(ServingStatus.SERVING);
        } finally {
          channel.shutdownNow();
        }
      }
    }
  }

  private void arrives(String key, Optional<Document> expected) throws RefusedException {
    for (Region region : List.of(EU_WEST, US_EAST, AP_SOUTH)) {
      Table nearby = world.client(region).table("cities");
      World.await()
          .untilAsserted(
              () ->
                  assertThat(nearby.get(key, Consistency.EVENTUAL).document()).isEqualTo(expected));
    }
  }

  private Origin origin(Region region) {
    return world.cluster.directory().region(region).orElseThrow().origin();
  }

  private static Duration knownStaleness(Table table, String key) {
    return World.await()
        .until(() -> table.get(key, Consistency.EVENTUAL).header().staleness(), Optional::isPresent)
        .orElseThrow();
  }

  private static RefusalCode refusal(Table table, String key) {
    return catchThrowableOfType(RefusedException.class, () -> table.put(key, named("x")))
        .refusal()
        .code();
  }

  private static Document named(String name) {
    return Document.of(Map.of("name", new Value.Text(name)));
  }

  private static ManagedChannel channel(Endpoint endpoint) {
    return ManagedChannelBuilder.forAddress(endpoint.host(), endpoint.port())
        .usePlaintext()
        .build();
  }
}
