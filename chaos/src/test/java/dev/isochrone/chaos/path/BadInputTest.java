package dev.isochrone.chaos.path;

import static dev.isochrone.chaos.path.Raw.channel;
import static dev.isochrone.chaos.path.Raw.components;
import static dev.isochrone.chaos.path.Raw.put;
import static dev.isochrone.chaos.path.Raw.putOf;
import static dev.isochrone.chaos.path.Raw.text;
import static dev.isochrone.cli.demo.DemoTable.EU_WEST;
import static dev.isochrone.cli.demo.DemoTable.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.KeyComponent;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.api.v1.RowWrite;
import dev.isochrone.api.v1.WriteRequest;
import dev.isochrone.cli.Main;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.RowScan;
import dev.isochrone.client.ScanOptions;
import dev.isochrone.client.Table;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.local.LocalClusterConfig.Geography;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.zone.ZoneNode;
import dev.isochrone.zone.ZoneNodeConfig;
import dev.isochrone.zone.store.content.Digest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What is wrong is refused by a code, with what to do, and nothing is half done: after each test no
 * partition has another row than before, and the same connections serve.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final String LYON = "FR/1";
  private static final int MIB = 1 << 20;

  private Path dir = Path.of("");
  private World world;
  private IsochroneClient client;
  private ManagedChannel channel;
  private DataGrpc.DataBlockingStub data;
  private List<Digest> before = List.of();

  @BeforeAll
  void start(@TempDir Path nodes) throws Exception {
    dir = nodes;
    List<Zone> zones = List.of(new Zone("a"), new Zone("b"), new Zone("c"));
    world =
        World.start(
            dir,
            new TreeMap<>(Map.of(EU_WEST, zones, US_EAST, List.of(new Zone("a")))),
            List.of(
                StrictTables.cities(),
                StrictTables.people(),
                StrictTables.notes(),
                StrictTables.carts()),
            Geography.PLAIN.domain(
                new ResidencyDomain(StrictTables.EU, new TreeSet<>(List.of(EU_WEST)))));
    client = world.client(EU_WEST);
    channel = channel(followerOfEurope());
    data = DataGrpc.newBlockingStub(channel);
    client.table("cities").put(LYON, named("Lyon"));
    client.table("people").put(LYON, named("Ann"));
    assertThat(world.settled(EU_WEST)).isNotEmpty(); // America has its copies.
  }

  @BeforeEach
  void look() {
    before = digests();
  }

  @AfterEach
  void nothingIsHalfDone_andTheConnectionsServe() throws Exception {
    assertThat(digests()).isEqualTo(before);
    assertThat(client.table("cities").get(LYON).document()).contains(named("Lyon"));
    GetRequest lyon = GetRequest.newBuilder().setTable("cities").setKey(text(LYON)).build();
    assertThat(data.get(lyon).hasDocument()).isTrue();
    assertThat(world.faults()).isEmpty();
  }

  @AfterAll
  void stop() {
    channel.shutdownNow();
    world.close();
  }

  @Test
  void emptyKey_isRefused_withWhatTheTableTakes() throws Exception {
    Table notes = client.table("notes");

    assertThat(message(RefusalCode.INVALID_KEY, () -> notes.put("", named("x"))))
        .contains("empty", "title");
    assertThat(message(RefusalCode.INVALID_KEY, () -> notes.get(""))).contains("empty", "title");
    assertThat(refused(put("notes", text("")))).contains("INVALID_KEY", "title");
    assertThat(refused(put("notes", Key.getDefaultInstance()))).contains("INVALID_", "key");
    assertThat(refused(put("notes", components()))).contains("INVALID_", "key");
    assertThat(say(2, "put", "notes", "", "{}")).contains("INVALID_KEY", "title");
  }

  @Test
  void oversizedKey_isRefused_withTheLimit() throws Exception {
    Table notes = client.table("notes");
    String large = "x".repeat(4_097);

    assertThat(message(RefusalCode.TOO_LARGE, () -> notes.put(large, named("x")))).contains("4096");
    assertThat(message(RefusalCode.TOO_LARGE, () -> notes.get(large))).contains("4096");
    assertThat(refused(put("notes", text(large)))).contains("TOO_LARGE", "4096");
    assertThat(refused(put("notes", components(large)))).contains("TOO_LARGE", "4096");
    assertThat(say(2, "get", "notes", large)).contains("TOO_LARGE", "4096");
  }

  @Test
  void keyWhoseCountryHasNoHome_isRefused_andTheCountryIsNamed() throws Exception {
    Table cities = client.table("cities");

    assertThat(message(RefusalCode.NO_HOME, () -> cities.put("XX/1", named("x")))).contains("XX");
    assertThat(refused(put("cities", text("XX/1")))).contains("NO_HOME", "country = XX");
    assertThat(say(2, "put", "cities", "XX/1", "{}")).contains("NO_HOME", "XX", "extend the rule");
  }

  @Test
  void veryLongCountryWithoutAHome_isRefused_byAMessageThatFitsItsHeader() {
    KeyComponent globes = KeyComponent.newBuilder().setString("\ud83c\udf0d".repeat(1_000)).build();
    KeyComponent one = KeyComponent.newBuilder().setInt64(1).build();
    KeyComponents both = KeyComponents.newBuilder().addComponent(globes).addComponent(one).build();

    assertThat(refused(put("cities", Key.newBuilder().setComponents(both).build())))
        .startsWith("NO_HOME");
  }

  @Test
  void largeDocument_isRefused_withTheLimit() throws Exception {
    Table notes = client.table("notes");
    Document large = Document.of(Map.of("b", new Value.Binary(Bytes.wrap(new byte[MIB + 1]))));
    FieldValue bytes =
        FieldValue.newBuilder().setBytes(ByteString.copyFrom(new byte[MIB + 1])).build();

    assertThat(message(RefusalCode.TOO_LARGE, () -> notes.put("n", large))).contains("1048576");
    assertThat(refused(putOf("notes", text("n"), "b", bytes))).contains("TOO_LARGE", "1048576");
  }

  @Test
  void messageLargerThanTheServerTakes_isRefused_andTheConnectionStays() throws Exception {
    FieldValue bytes =
        FieldValue.newBuilder().setBytes(ByteString.copyFrom(new byte[9 * MIB])).build();
    List<dev.isochrone.model.request.RowWrite> batch = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Document almost = Document.of(Map.of("b", new Value.Binary(Bytes.wrap(new byte[MIB - 99]))));
      batch.add(dev.isochrone.model.request.RowWrite.put(new KeyForm.Text("FR/" + i), almost));
    }

    StatusRuntimeException tooLong =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> data.put(putOf("notes", text("n"), "b", bytes)));
    assertThat(tooLong).isNotNull(); // It is gRPC that ends such a call, unread, in its own words.
    assertThat(message(RefusalCode.TOO_LARGE, () -> client.table("people").write(batch)))
        .contains("2 MiB", "split it");
  }

  @Test
  void columnOfAnotherType_isRefused_byWhoeverGetsTheWrite() throws Exception {
    Table cities = client.table("cities");
    Document many = Document.of(Map.of("population", new Value.Text("many")));
    FieldValue text = FieldValue.newBuilder().setString("many").build();

    assertThat(message(RefusalCode.INVALID_DOCUMENT, () -> cities.put("FR/2", many)))
        .contains("population", "int64", "string");
    assertThat(message(RefusalCode.INVALID_DOCUMENT, () -> cities.put("US/2", many)))
        .contains("population", "int64", "string");
    assertThat(refused(putOf("cities", text("US/2"), "population", text)))
        .contains("INVALID_DOCUMENT", "population", "int64", "string");
    assertThat(say(2, "put", "cities", "FR/2", "{\"population\": \"many\"}"))
        .contains("population", "int64");
  }

  @Test
  void undeclaredColumn_isRefused_withThoseThatThereAre() throws Exception {
    Table cities = client.table("cities");
    Document mayor = Document.of(Map.of("mayor", new Value.Text("somebody")));

    assertThat(message(RefusalCode.INVALID_DOCUMENT, () -> cities.put("FR/2", mayor)))
        .contains("mayor", "population (int64)");
    assertThat(say(2, "put", "cities", "FR/2", "{\"mayor\": 1}"))
        .contains("INVALID_DOCUMENT", "mayor", "population (int64)");
  }

  @Test
  void unknownTable_isRefused_withThoseThatThereAre() {
    assertThat(message(RefusalCode.NO_SUCH_TABLE, () -> client.table("towns")))
        .contains("towns", "cities");
    assertThat(message(RefusalCode.NO_SUCH_TABLE, () -> client.table("To wns"))).contains("To wns");
    assertThat(refused(put("towns", text(LYON)))).contains("NO_SUCH_TABLE", "towns");
    assertThat(refused(put("", text(LYON)))).contains("INVALID_REQUEST", "table");
    assertThat(say(2, "get", "towns", LYON)).contains("NO_SUCH_TABLE", "cities");
  }

  @Test
  void unknownRegion_isRefused_withThoseThatThereAre() {
    RequestHeader nowhere = RequestHeader.newBuilder().setCallerRegion("No Where").build();

    assertThat(say(2, "get", "cities", LYON, "--region", "mars")).contains("eu-west", "us-east");
    assertThat(refused(put("cities", text(LYON)).toBuilder().setHeader(nowhere).build()))
        .contains("INVALID_REQUEST", "header.caller_region");
  }

  @Test
  void malformedSession_isRefused_andItsFieldIsNamed() {
    PutRequest put = put("cities", text("FR/2"));
    RequestHeader noSequence = RequestHeader.newBuilder().setSession(7).setSequence(0).build();
    RequestHeader noSession = RequestHeader.newBuilder().setSequence(7).build();
    RequestHeader token =
        RequestHeader.newBuilder().setSessionToken(ByteString.copyFromUtf8("x")).build();
    RequestHeader ancient =
        RequestHeader.newBuilder()
            .setSession(7)
            .setSessionTime(1)
            .setSequence(1)
            .setLowestUnanswered(1)
            .build();

    assertThat(refused(put.toBuilder().setHeader(noSequence).build()))
        .contains("INVALID_REQUEST", "header.session");
    assertThat(refused(put.toBuilder().setHeader(noSession).build()))
        .contains("INVALID_REQUEST", "header.sequence");
    assertThat(refused(put.toBuilder().setHeader(token).build()))
        .contains("NOT_SUPPORTED", "header.session_token");
    assertThat(refused(put.toBuilder().setHeader(ancient).build())).contains("SESSION_EXPIRED");
  }

  @Test
  void malformedResumeToken_isRefused() throws Exception {
    Bytes nonsense = Bytes.wrap(new byte[] {1, 2, 3});

    assertThat(message(RefusalCode.INVALID_REQUEST, () -> scan("cities", nonsense)))
        .contains("resume");
    assertThat(say(2, "scan", "cities", "--resume", "AQID")).contains("resume");
    assertThat(say(2, "scan", "cities", "--resume", "???")).contains("--resume");
  }

  @Test
  void malformedContextToken_isRefused() throws Exception {
    ContextToken nonsense = new ContextToken(Bytes.wrap(new byte[] {1, 2, 3}));
    Table carts = client.table("carts");

    assertThat(message(RefusalCode.INVALID_REQUEST, () -> carts.put("ann", named("x"), nonsense)))
        .contains("causal_context");
    assertThat(say(2, "put", "carts", "ann", "{}", "--context", "AQID")).contains("causal_context");
    assertThat(say(2, "put", "carts", "ann", "{}", "--context", "???")).contains("--context");
  }

  @Test
  void expiredDeadline_isTheCallersAnswer_andNothingWasWritten() {
    assertThatThrownBy(
            () -> data.withDeadlineAfter(-1, TimeUnit.SECONDS).put(put("cities", text("FR/2"))))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("DEADLINE_EXCEEDED");
    assertThat(say(2, "get", "cities", LYON, "--timeout", "0")).contains("--timeout");
  }

  @Test
  void writeThatMayNotBeForwarded_isRefusedWithWhoTakesIt() {
    RequestHeader noForward = RequestHeader.newBuilder().setNoForward(true).build();
    NodeId leader = world.leader(EU_WEST);

    assertThat(refused(put("cities", text("FR/2")).toBuilder().setHeader(noForward).build()))
        .contains("NOT_LEADER", leader.name());
    assertThat(refused(put("cities", text("US/2")).toBuilder().setHeader(noForward).build()))
        .contains("NOT_HOME", US_EAST.name());
  }

  @Test
  void residencyThatExcludesTheCaller_isRefused_andTheDomainIsNamed() throws Exception {
    String america = world.nodes(US_EAST).get(0).client().address();
    ManagedChannel overseas = channel(world.nodes(US_EAST).get(0));
    try {
      GetRequest.Builder get = GetRequest.newBuilder().setTable("people").setKey(text(LYON));
      get.getConsistencyBuilder().setLevelValue(Consistency.EVENTUAL.number());

      assertThat(Raw.refused(() -> DataGrpc.newBlockingStub(overseas).get(get.build())))
          .contains("NOT_RESIDENT", "domain eu", "us-east");
    } finally {
      overseas.shutdownNow();
    }
    StringWriter forwarded = new StringWriter();
    int ended =
        Main.run(
            new PrintWriter(forwarded, true),
            new PrintWriter(new StringWriter()),
            "get",
            "people",
            LYON,
            "--endpoints",
            america);
    assertThat(ended).isZero();
    assertThat(forwarded.toString()).contains("Ann");
    assertThat(message(RefusalCode.NO_HOME, () -> client.table("people").put("US/1", named("x"))))
        .contains("US");
  }

  @Test
  void batchOverTwoPartitionKeys_isRefused_andNoneOfItIsWritten() throws Exception {
    Table cities = client.table("cities");
    List<dev.isochrone.model.request.RowWrite> two =
        List.of(
            dev.isochrone.model.request.RowWrite.put(new KeyForm.Text("FR/2"), named("Paris")),
            dev.isochrone.model.request.RowWrite.put(new KeyForm.Text("BE/1"), named("Gent")));
    WriteRequest raw =
        WriteRequest.newBuilder()
            .setTable("cities")
            .addRow(RowWrite.newBuilder().setKey(text("FR/2")))
            .addRow(RowWrite.newBuilder().setKey(text("BE/1")))
            .build();

    assertThat(message(RefusalCode.INVALID_REQUEST, () -> cities.write(two)))
        .contains("row[1]", "partition key");
    assertThat(Raw.refused(() -> data.write(raw))).contains("INVALID_REQUEST", "row[1]");
    assertThat(message(RefusalCode.INVALID_REQUEST, () -> cities.write(List.of())))
        .contains("1 to 4,096");
  }

  @Test
  void nodeWhosePortIsTaken_doesNotStart_andSaysWhichPort(@TempDir Path other) {
    Directory directory = world.cluster.directory();
    NodeEntry node = world.nodes(EU_WEST).get(0);

    assertThatThrownBy(() -> start(node.id(), directory, other).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(":" + node.raft().orElseThrow().port())
        .hasMessageContaining("stop what listens there, or give another port");
  }

  @Test
  void dataDirectoryOfAnotherNode_orCluster_isRefused_bothNamed(@TempDir Path other)
      throws Exception {
    Directory ours = world.cluster.directory();
    NodeId first = world.nodes(EU_WEST).get(0).id();
    NodeId second = world.nodes(EU_WEST).get(1).id();
    Directory theirs =
        new Directory(
            1,
            new Directory.Cluster(new ClusterId("ab".repeat(16)), "another"),
            ours.regions(),
            ours.tables(),
            ours.domains());

    assertThatThrownBy(() -> start(second, ours, dir.resolve(first.name())).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(first.name())
        .hasMessageContaining(second.name())
        .hasMessageContaining("its own data directory");
    assertThatThrownBy(() -> start(first, theirs, dir.resolve(first.name())).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ours.cluster().id().hex())
        .hasMessageContaining("ab".repeat(16));
  }

  @Test
  void nobodyThere_isForNow() {
    assertThat(run(3, "get", "cities", LYON, "--endpoints", "127.0.0.1:1", "--timeout", "1"))
        .contains("HOME_UNREACHABLE");
    assertThat(run(2, "get", "cities", LYON, "--endpoints", "nowhere")).contains("--endpoints");
  }

  private ZoneNode start(NodeId node, Directory directory, Path data) throws IOException {
    return ZoneNode.start(
        ZoneNodeConfig.of(node, EU_WEST, data)
            .with(new ZoneNodeConfig.EngineConfig(16L << 20, /* allowRamDisk= */ true)),
        directory,
        new ZoneNode.Clocks(PhysicalClock.system(), Ticker.system()),
        fault -> {});
  }

  private void scan(String table, Bytes token) throws RefusedException {
    try (RowScan scan = client.table(table).scan(ScanRange.ALL, ScanOptions.DEFAULT.after(token))) {
      scan.next();
    }
  }

  /** Of all rows of each partition; the leaders have applied all that was answered. */
  private List<Digest> digests() {
    return List.of(
        world.replica(world.leader(EU_WEST)).ledger().digest(),
        world.replica(world.leader(US_EAST)).ledger().digest());
  }

  private NodeEntry followerOfEurope() {
    NodeId leader = world.leader(EU_WEST);
    return world.nodes(EU_WEST).stream()
        .filter(node -> !node.id().equals(leader))
        .findFirst()
        .orElseThrow();
  }

  private String message(RefusalCode code, ThrowingCallable request) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, request);
    assertThat(refused).isNotNull();
    assertThat(refused.refusal().code()).as(refused.refusal().message()).isEqualTo(code);
    return refused.refusal().message();
  }

  private String refused(PutRequest put) {
    return Raw.refused(() -> data.withDeadlineAfter(20, TimeUnit.SECONDS).put(put));
  }

  private String say(int exitCode, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--endpoints", world.nodes(EU_WEST).get(0).client().address()));
    return run(exitCode, all.toArray(String[]::new));
  }

  /** What the command said on standard error, ending with this code and without a stack trace. */
  private static String run(int exitCode, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int ended = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertThat(err.toString()).startsWith("isochrone: ").doesNotContain("\tat ", "Exception");
    assertThat(ended).as(err.toString()).isEqualTo(exitCode);
    return err.toString();
  }

  private static Document named(String name) {
    return Document.of(Map.of("name", new Value.Text(name)));
  }
}
