package dev.isochrone.chaos.path;

import static dev.isochrone.cli.demo.DemoTable.AP_SOUTH;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.Document;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.KeyComponent;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.cli.Main;
import dev.isochrone.cli.demo.DemoTable;
import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Table;
import dev.isochrone.local.LocalClusterConfig;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Keys that leave their region to be filled in: with the caller's, whoever is asked. */
@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallerRegionTest {
  private World world;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    List<Zone> zone = List.of(new Zone("a"));
    world =
        World.start(
            dir,
            new TreeMap<>(Map.of(EU_WEST, zone, US_EAST, zone, AP_SOUTH, zone)),
            List.of(DemoTable.cities(), users()),
            LocalClusterConfig.Geography.PLAIN);
  }

  @AfterAll
  void stop() {
    assertThat(world.faults()).isEmpty();
    world.close();
  }

  @Test
  void put_withoutARegion_isOfTheClientsOwn_andItsAnswerNamesTheKey() throws Exception {
    Table american = world.client(US_EAST).table("users");
    Table european = world.client(EU_WEST).table("users");

    WriteAnswer written = american.put("/5", named("Ann"));

    assertThat(written.key()).contains(key("us-east", 5));
    assertThat(written.header().home().region()).isEqualTo(US_EAST);
    assertThat(written.header().served().region()).isEqualTo(US_EAST);
    assertThat(european.get("us-east/5").document()).contains(named("Ann"));
    assertThat(american.get("/5").document()).contains(named("Ann"));
    assertThat(american.where("/5").home().region()).isEqualTo(US_EAST);
    // The same words are another row to a caller elsewhere.
    assertThat(european.get("/5").isFound()).isFalse();
    assertThat(european.where("/5").home().region()).isEqualTo(EU_WEST);
    assertThat(american.delete("/5").key()).contains(key("us-east", 5));
    assertThat(european.get("us-east/5").isFound()).isFalse();
    assertThat(american.put("eu-west/5", named("Bob")).key()).isEmpty(); // It was named whole.
  }

  @Test
  void batch_mayLeaveRegionsOut_butIsOfOne() throws Exception {
    Table table = world.client(AP_SOUTH).table("users");

    WriteAnswer written =
        table.write(
            List.of(
                RowWrite.put(new KeyForm.Text("ap-south/10"), named("Ann")),
                RowWrite.put(new KeyForm.Text("/11"), named("Bob")),
                RowWrite.put(new KeyForm.Typed(key("", 12)), named("Eve"))));
    RefusedException mixed =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                table.write(
                    List.of(
                        RowWrite.put(new KeyForm.Text("/13"), named("Ann")),
                        RowWrite.put(new KeyForm.Text("us-east/14"), named("Bob")))));

    assertThat(written.header().home().region()).isEqualTo(AP_SOUTH);
    assertThat(table.get("ap-south/11").document()).contains(named("Bob"));
    assertThat(table.get("ap-south/12").document()).contains(named("Eve"));
    assertThat(mixed.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
  }

  @Test
  void condition_isJudgedOfTheRowThatIsMeant() throws Exception {
    Table table = world.client(US_EAST).table("users");
    KeyForm twenty = new KeyForm.Text("/20");
    table.put(twenty, named("Ann"), Condition.Absent.ABSENT);

    Refusal again =
        catchThrowableOfType(
                RefusedException.class,
                () -> table.put(twenty, named("Bob"), Condition.Absent.ABSENT))
            .refusal();

    assertThat(again.code()).isEqualTo(RefusalCode.CONDITION_FAILED);
  }

  @Test
  void callerWithoutARegionOfTheCluster_isToldWhichThereAre() throws Exception {
    Endpoint node = world.nodes(EU_WEST).get(0).client();
    try (IsochroneClient client =
        IsochroneClient.connect(ClientConfig.to(node.address()).from(new Region("sa-east")))) {
      Refusal refusal =
          catchThrowableOfType(
                  RefusedException.class, () -> client.table("users").put("/1", named("Ann")))
              .refusal();

      assertThat(refusal.code()).isEqualTo(RefusalCode.NO_HOME);
      assertThat(refusal.message()).contains("sa-east", "ap-south, eu-west, us-east");
    }
  }

  @Test
  void anyTool_isAnsweredWithTheWholeKey_alsoThroughAGatewayElsewhere() {
    Endpoint node = world.nodes(EU_WEST).get(0).client();
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress(node.host(), node.port()).usePlaintext().build();
    try {
      DataGrpc.DataBlockingStub data =
          DataGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
      RequestHeader indian = RequestHeader.newBuilder().setCallerRegion("ap-south").build();

      PutAnswer here = data.put(put(RequestHeader.getDefaultInstance(), 30));
      PutAnswer there = data.put(put(indian, 31));
      GetAnswer found =
          data.get(
              GetRequest.newBuilder()
                  .setHeader(indian)
                  .setTable("users")
                  .setKey(proto("", 31))
                  .build());
      DeleteAnswer deleted =
          data.delete(
              DeleteRequest.newBuilder()
                  .setHeader(indian)
                  .setTable("users")
                  .setKey(proto("", 31))
                  .build());
      PutAnswer whole = data.put(put(indian, 32).toBuilder().setKey(proto("eu-west", 32)).build());

      assertThat(here.getKey()).isEqualTo(proto("eu-west", 30));
      assertThat(here.getHeader().getHomeRegion()).isEqualTo("eu-west");
      assertThat(there.getKey()).isEqualTo(proto("ap-south", 31));
      assertThat(there.getHeader().getRegion()).isEqualTo("ap-south");
      assertThat(found.getFound()).isTrue();
      assertThat(found.getHeader().getHomeRegion()).isEqualTo("ap-south");
      assertThat(deleted.getKey()).isEqualTo(proto("ap-south", 31));
      assertThat(whole.hasKey()).isFalse();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void command_printsTheKey() {
    String endpoint = world.nodes(US_EAST).get(0).client().address();

    String put = say("put", "users", "/40", "{\"name\":\"Ann\"}", "--endpoints", endpoint);
    String json =
        say("put", "users", "/40", "{\"name\":\"Ann\"}", "-o", "json", "--endpoints", endpoint);

    assertThat(put.lines().findFirst().orElseThrow()).matches("key +us-east/40");
    assertThat(json).contains("\"key\":\"us-east/40\"");
  }

  private static String say(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter printed = new PrintWriter(out, true);
    assertThat(Main.run(printed, printed, args)).as(out.toString()).isZero();
    return out.toString();
  }

  private static PutRequest put(RequestHeader header, long id) {
    return PutRequest.newBuilder()
        .setHeader(header)
        .setTable("users")
        .setKey(proto("", id))
        .setDocument(
            Document.newBuilder()
                .setFields(
                    Fields.newBuilder()
                        .putField("name", FieldValue.newBuilder().setString("Ann").build())))
        .build();
  }

  private static dev.isochrone.api.v1.Key proto(String region, long id) {
    return dev.isochrone.api.v1.Key.newBuilder()
        .setComponents(
            KeyComponents.newBuilder()
                .addComponent(KeyComponent.newBuilder().setString(region))
                .addComponent(KeyComponent.newBuilder().setInt64(id)))
        .build();
  }

  private static Key key(String region, long id) {
    return Key.of(new KeyPart.Text(region), new KeyPart.Int64(id));
  }

  private static dev.isochrone.model.document.Document named(String name) {
    return dev.isochrone.model.document.Document.of(Map.of("name", new Value.Text(name)));
  }

  private static TableSpec users() {
    return new TableSpec(
        9,
        TableName.parse("users"),
        List.of(
            new KeyColumn(HomeRule.REGION_COLUMN, KeyType.STRING),
            new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        new TableSpec.Placement(
            TableLocality.REGIONAL_BY_ROW,
            new HomeRule.ByRegionColumn(HomeRule.REGION_COLUMN),
            Partitioning.HASH),
        TableSpec.Versions.FIRST);
  }
}
