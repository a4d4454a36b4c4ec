package dev.isochrone.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.SessionStep;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.partition.WriteLimits;
import dev.isochrone.zone.store.PartitionIdentity;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.RuleInForce;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final Region EU = new Region("eu-west");
  private static final Region ASIA = new Region("ap-south");
  private static final NodeId SELF = new NodeId("eu-west-a");
  private static final NodeId NEIGHBOUR = new NodeId("eu-west-b");
  private static final TableName CITIES = TableName.parse("cities");
  private static final TableName VISITS = TableName.parse("visits");
  private static final String LYON = "FR/1";
  private static final String DELHI = "IN/2";
  private static final Document CITY = Document.of(Map.of("name", new Value.Text("Lyon")));

  private static final TimeLimit OVER = new TimeLimit(() -> 0, 0);

  private final LoneGroup.Circumstances group = new LoneGroup.Circumstances();
  private final FakeOnward onward = new FakeOnward();
  private static final TimeLimit LIMIT = TimeLimit.in(Duration.ofSeconds(10), () -> 0);

  private final Burst burst = new Burst();
  private final Directory directory = directory();
  private long wall = 1_000_000;
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);
  private PartitionReplica replica;
  private Gateway gateway;

  @BeforeEach
  void open() throws IOException {
    RegionEntry here = directory.region(EU).orElseThrow();
    replica = openReplica(here);
    replica.tick(); // The log's first words.
    gateway =
        new Gateway(
            new Gateway.Here(SELF, here),
            directory,
            new Gateway.Times(clock, () -> 0, burst),
            partition -> partition == 0 ? Optional.of(replica) : Optional.empty(),
            onward);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void put_atItsHome_isServedHere_andReadBack() {
    WriteAnswer written = done(write(LYON, header()));

    ReadAnswer read = done(read(LYON, Consistency.STRONG, header()));
    assertThat(read.document()).contains(CITY);
    assertThat(read.header().version()).isEqualTo(written.header().version()).isPresent();
    assertThat(read.header().staleness()).contains(Duration.ZERO);
    assertThat(read.header().served().node()).isEqualTo(SELF);
    assertThat(read.header().home().region()).isEqualTo(EU);
    assertThat(read.header().leader()).contains(endpoint(SELF, 7400));
    assertThat(read.header().requestId()).isEqualTo("r-1");
    assertThat(read.header().hlc())
        .isGreaterThan(written.header().version().orElseThrow().stamp().at());
    assertThat(onward.sent).isEmpty();
  }

  @Test
  void deletedRow_isAbsent_andItsVersionSaid() {
    done(write(LYON, header()));
    WriteRequest delete =
        WriteRequest.of(
            header(), CITIES, new KeyForm.Text(LYON), Optional.empty(), Condition.None.NONE);
    Version deleted = done(gateway.write(delete, LIMIT)).header().version().orElseThrow();

    ReadAnswer read = done(read(LYON, Consistency.EVENTUAL, header()));

    assertThat(read.document()).isEmpty();
    assertThat(read.header().version()).contains(deleted);
  }

  @Test
  void unmetCondition_isRefusedByTheLog() {
    done(write(LYON, header()));
    WriteRequest ifAbsent =
        WriteRequest.of(
            header(), CITIES, new KeyForm.Text(LYON), Optional.of(CITY), Condition.Absent.ABSENT);

    assertThat(refusal(gateway.write(ifAbsent, LIMIT)).code())
        .isEqualTo(RefusalCode.CONDITION_FAILED);
  }

  @Test
  void unmetCondition_showsTheRow_asItIs() {
    Version first = done(write(LYON, header())).header().version().orElseThrow();
    Refusal exists = refusal(gateway.write(putIf(LYON, Condition.Absent.ABSENT), LIMIT));
    Refusal never = refusal(gateway.write(putIf("FR/77", new Condition.IsVersion(first)), LIMIT));
    Version deleted =
        done(gateway.write(batch(header(), delete(LYON)), LIMIT)).header().version().orElseThrow();
    Refusal gone = refusal(gateway.write(putIf(LYON, new Condition.IsVersion(first)), LIMIT));

    assertThat(exists.current())
        .contains(new Refusal.CurrentRow(Optional.of(first), Optional.of(CITY)));
    assertThat(never.current())
        .contains(new Refusal.CurrentRow(Optional.empty(), Optional.empty()));
    assertThat(gone.current())
        .contains(new Refusal.CurrentRow(Optional.of(deleted), Optional.empty()));
  }

  @Test
  void writeWhoseTimeIsOver_isRefused_andHadNoEffect() {
    Refusal late = refusal(gateway.write(putIf(LYON, Condition.None.NONE), OVER));

    assertThat(late.code()).isEqualTo(RefusalCode.DEADLINE_PASSED);
    assertThat(done(read(LYON, Consistency.STRONG, header())).header().version()).isEmpty();
  }

  @Test
  void batch_ofOnePartitionKey_isOneWrite_underOneVersion() {
    WriteRequest batch = batch(header(), put("FR/1"), put("FR/2"), delete("FR/3"));

    Version version = done(gateway.write(batch, LIMIT)).header().version().orElseThrow();

    for (String key : List.of("FR/1", "FR/2", "FR/3")) {
      assertThat(done(read(key, Consistency.STRONG, header())).header().version())
          .contains(version);
    }
  }

  @Test
  void batch_withOneUnmetCondition_hasNoEffect_andSaysWhichItWas() {
    done(write("FR/2", header()));
    WriteRequest batch =
        batch(
            header(),
            put("FR/1"),
            new RowWrite(new KeyForm.Text("FR/2"), Optional.of(CITY), Condition.Absent.ABSENT));

    Refusal refusal = refusal(gateway.write(batch, LIMIT));

    assertThat(refusal.code()).isEqualTo(RefusalCode.CONDITION_FAILED);
    assertThat(refusal.message()).startsWith("row[1]");
    assertThat(refusal.current().orElseThrow().document()).contains(CITY);
    assertThat(done(read("FR/1", Consistency.STRONG, header())).document()).isEmpty();
  }

  @Test
  void batch_ofSeveralPartitionKeys_orOfOneRowTwice_orWithABadRow_isRefused_whichIsNamed() {
    // One partition, one home, and perhaps one slot: none of that makes them one partition key.
    Refusal keys = refusal(gateway.write(batch(header(), put("FR/1"), put("BE/1")), LIMIT));
    Refusal twice =
        refusal(gateway.write(batch(header(), put("FR/1"), put("FR/2"), put("FR/1")), LIMIT));
    Refusal bad = refusal(gateway.write(batch(header(), put("FR/1"), put("FR/x")), LIMIT));

    assertThat(keys.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(keys.message()).startsWith("row[1]").contains("partition key");
    assertThat(twice.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(twice.message()).startsWith("row[2]");
    assertThat(bad.code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(bad.message()).startsWith("row[1]");
  }

  @Test
  void writeAboveTheLimit_isRefused_andTheLimitNamed() {
    Document big = Document.of(Map.of("b", new Value.Binary(Bytes.wrap(new byte[900_000]))));
    RowWrite[] rows = new RowWrite[3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new RowWrite(new KeyForm.Text("FR/" + i), Optional.of(big), Condition.None.NONE);
    }

    Refusal refusal = refusal(gateway.write(batch(header(), rows), LIMIT));

    assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_LARGE);
    assertThat(refusal.message()).contains(String.valueOf(WriteLimits.DEFAULT.writeBytesMax()));
    done(gateway.write(batch(header(), rows[0], rows[1]), LIMIT));
  }

  @Test
  void writeRepeatedInItsSession_takesEffectOnce() {
    SessionOpening opening = opened();
    RequestHeader first = inSession(opening, 1);
    Version version = done(write(LYON, first)).header().version().orElseThrow();
    Version second = done(write(LYON, header())).header().version().orElseThrow();

    assertThat(done(write(LYON, first)).header().version()).contains(version);
    assertThat(done(read(LYON, Consistency.STRONG, header())).header().version()).contains(second);
    assertThat(refusal(write("FR/2", first)).code()).isEqualTo(RefusalCode.SEQUENCE_REUSED);
  }

  @Test
  void session_hasAnIdOfItsOwn_andTheNodesTime() {
    SessionOpening one = opened();
    SessionOpening other = opened();

    assertThat(one.session()).isNotZero().isNotEqualTo(other.session());
    assertThat(one.opened().millis()).isEqualTo(wall);
    assertThat(one.header().requestId()).isEqualTo("r-1");
    wall -= 10_000;
    assertThat(gateway.openSession(header()).fold(done -> null, Refusal::code))
        .isEqualTo(RefusalCode.CLOCK_STALLED);
  }

  @Test
  void unknownTable_unfitKey_andKeyWithoutAHome_areRefused_forGood() {
    WriteRequest nowhere =
        WriteRequest.of(
            header(),
            TableName.parse("none"),
            new KeyForm.Text(LYON),
            Optional.of(CITY),
            Condition.None.NONE);

    assertThat(refusal(gateway.write(nowhere, LIMIT)).code()).isEqualTo(RefusalCode.NO_SUCH_TABLE);
    assertThat(refusal(write("FR", header())).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(write("FR/x", header())).code()).isEqualTo(RefusalCode.INVALID_KEY);
    assertThat(refusal(write("XX/1", header())).code()).isEqualTo(RefusalCode.NO_HOME);
    assertThat(refusal(read("XX/1", Consistency.EVENTUAL, header())).code())
        .isEqualTo(RefusalCode.NO_HOME);
    assertThat(onward.sent).isEmpty();
  }

  @Test
  void multiMasterTable_isNotSupported() {
    WriteRequest visit =
        WriteRequest.of(
            header(), VISITS, new KeyForm.Text("1"), Optional.of(CITY), Condition.None.NONE);

    assertThat(refusal(gateway.write(visit, LIMIT)).code()).isEqualTo(RefusalCode.NOT_SUPPORTED);
  }

  @Test
  void otherConsistencies_areNotSupported() {
    for (Consistency level : Consistency.values()) {
      if (!List.of(Consistency.STRONG, Consistency.LEASED, Consistency.EVENTUAL).contains(level)) {
        assertThat(refusal(read(LYON, level, header())).code())
            .isEqualTo(RefusalCode.NOT_SUPPORTED);
      }
    }
  }

  @Test
  void rowOfAnotherRegion_isForwardedThere() {
    done(write(DELHI, header()));
    done(read(DELHI, Consistency.STRONG, header()));

    assertThat(onward.sent).containsExactly(new Onward.Target(ASIA, 0), new Onward.Target(ASIA, 0));
  }

  @Test
  void rowOfAnotherRegion_notToBeForwarded_isRefused_andTheHomeNamed() {
    Refusal write = refusal(write(DELHI, header().withoutForwarding()));
    Refusal read = refusal(read(DELHI, Consistency.STRONG, header().withoutForwarding()));

    assertThat(List.of(write, read))
        .allSatisfy(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_HOME);
              assertThat(refusal.region()).contains(ASIA);
              assertThat(refusal.homeEpoch()).isEqualTo(1);
            });
    assertThat(onward.sent).isEmpty();
  }

  @Test
  void follower_forwardsToTheLeader_orNamesIt() {
    group.leads = false;
    group.leader = Optional.of(new MemberId(NEIGHBOUR.name()));

    done(write(LYON, header()));
    assertThat(onward.sent).containsExactly(new Onward.Target(EU, 0));

    Refusal refusal = refusal(write(LYON, header().withoutForwarding()));
    assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(refusal.endpoint()).contains(endpoint(NEIGHBOUR, 7410));
    assertThat(refusal(read(LYON, Consistency.STRONG, header().withoutForwarding())).code())
        .isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(onward.sent).hasSize(1);
  }

  @Test
  void withoutAKnownLeader_thereIsNobodyToName() {
    group.leads = false;

    Refusal refusal = refusal(write(LYON, header().withoutForwarding()));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NO_LEADER);
    assertThat(refusal.retryAfter()).isPositive();
  }

  @Test
  void homeFoundByAnotherTruth_isRefused_beforeItIsForwarded() {
    for (RequestHeader.RoutedBy other :
        List.of(new RequestHeader.RoutedBy(2, 1), new RequestHeader.RoutedBy(1, 2))) {
      assertThat(refusal(write(LYON, routedBy(other))).code()).isEqualTo(RefusalCode.RULE_CHANGED);
      assertThat(refusal(write(DELHI, routedBy(other))).code()).isEqualTo(RefusalCode.RULE_CHANGED);
    }
    assertThat(onward.sent).isEmpty();

    done(write(LYON, routedBy(new RequestHeader.RoutedBy(1, 1))));
  }

  @Test
  void strongRead_thatNoMajorityConfirms_isRefused() {
    group.confirmation = Confirmation.NOT_CONFIRMED;

    assertThat(refusal(read(LYON, Consistency.STRONG, header())).code())
        .isEqualTo(RefusalCode.NOT_CONFIRMED);
  }

  @Test
  void eventualRead_isServedByAFollower_withTheAgeOfItsView() {
    done(write(LYON, header()));
    group.leads = false;
    wall += 700;

    ReadAnswer read = done(read(LYON, Consistency.EVENTUAL, header().withoutForwarding()));

    assertThat(read.document()).contains(CITY);
    assertThat(read.header().staleness()).contains(Duration.ofMillis(700));
  }

  @Test
  void eventualRead_ofAnotherRegionsRow_saysHowOldItsViewOfThatRegionIs() {
    assertThat(done(read(DELHI, Consistency.EVENTUAL, header())).header().staleness()).isEmpty();

    replica.receive(closedIn(new Origin(2), wall - 50)).join();
    wall += 200;

    ReadAnswer read = done(read(DELHI, Consistency.EVENTUAL, header()));
    assertThat(read.header().staleness()).contains(Duration.ofMillis(250));
    assertThat(read.document()).isEmpty();
    assertThat(read.header().home().region()).isEqualTo(ASIA);
    assertThat(read.header().leader()).isEmpty();
  }

  @Test
  void stalledClock_takesNoWrites_andServesReads() {
    done(write(LYON, header()));
    wall -= 10_000;

    assertThat(refusal(write(LYON, header())).code()).isEqualTo(RefusalCode.CLOCK_STALLED);
    assertThat(done(read(LYON, Consistency.STRONG, header())).document()).contains(CITY);
  }

  private static ChangeBatch closedIn(Origin origin, long millis) {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(origin, 0), 1, 1),
        ChangeBatch.Interval.whole(0, 0),
        false,
        HlcTimestamp.of(millis, 0),
        0,
        List.of());
  }

  private CompletableFuture<Outcome<WriteAnswer>> write(String key, RequestHeader header) {
    return gateway.write(
        WriteRequest.of(
            header, CITIES, new KeyForm.Text(key), Optional.of(CITY), Condition.None.NONE),
        LIMIT);
  }

  private CompletableFuture<Outcome<ReadAnswer>> read(
      String key, Consistency consistency, RequestHeader header) {
    return gateway.read(new ReadRequest(header, CITIES, new KeyForm.Text(key), consistency), LIMIT);
  }

  private SessionOpening opened() {
    return done(CompletableFuture.completedFuture(gateway.openSession(header())));
  }

  private static RequestHeader inSession(SessionOpening opening, long sequence) {
    return new RequestHeader(
        "r-1",
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.of(new SessionStep(opening.session(), opening.opened(), sequence, 1)));
  }

  private static WriteRequest batch(RequestHeader header, RowWrite... rows) {
    return new WriteRequest(header, CITIES, List.of(rows));
  }

  private static WriteRequest putIf(String key, Condition condition) {
    return WriteRequest.of(header(), CITIES, new KeyForm.Text(key), Optional.of(CITY), condition);
  }

  private static RowWrite put(String key) {
    return new RowWrite(new KeyForm.Text(key), Optional.of(CITY), Condition.None.NONE);
  }

  private static RowWrite delete(String key) {
    return new RowWrite(new KeyForm.Text(key), Optional.empty(), Condition.None.NONE);
  }

  private static RequestHeader header() {
    return new RequestHeader("r-1", Optional.empty(), false, Optional.empty());
  }

  private static RequestHeader routedBy(RequestHeader.RoutedBy truth) {
    return new RequestHeader("r-1", Optional.empty(), false, Optional.of(truth));
  }

  private static <T> T done(CompletableFuture<Outcome<T>> outcome) {
    assertThat(outcome).isCompleted();
    return outcome
        .join()
        .fold(
            value -> value,
            refusal -> {
              throw new AssertionError(refusal.code() + ": " + refusal.message());
            });
  }

  private static <T> Refusal refusal(CompletableFuture<Outcome<T>> outcome) {
    assertThat(outcome).isCompleted();
    return ((Outcome.Refused<T>) outcome.join()).refusal();
  }

  private PartitionReplica openReplica(RegionEntry here) throws IOException {
    PartitionStore store =
        PartitionStore.open(
            new MemoryEngine(),
            StoreConfig.DEFAULT,
            () -> 0,
            "gateway",
            fault -> {
              throw new AssertionError(fault);
            });
    PartitionIdentity identity =
        new PartitionIdentity(new OriginPartition(here.origin(), 0), 1, List.of(SlotRange.ALL));
    RuleInForce rule =
        new RuleInForce(1, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1);
    return PartitionReplica.open(
        store,
        new PartitionReplica.Clocks(clock, () -> 0, burst),
        new Opening(identity, List.of(new Origin(2)), List.of(rule)),
        new PartitionReplica.Join() {
          @Override
          public <P extends Proposal> Group<P> join(ReplicatedState<P> state) {
            return new LoneGroup<>(state, new MemberId(SELF.name()), group);
          }
        },
        opened -> new Deaf());
  }

  private static Directory directory() {
    TableSpec cities =
        table(
            1,
            CITIES,
            new TableSpec.Placement(
                TableLocality.REGIONAL_BY_ROW,
                new HomeRule.ByValue(
                    "country", new TreeMap<>(Map.of("FR", EU, "BE", EU, "IN", ASIA))),
                Partitioning.HASH),
            new KeyColumn("country", KeyType.STRING),
            new KeyColumn("id", KeyType.INT64));
    TableSpec visits =
        table(
            2,
            VISITS,
            new TableSpec.Placement(
                TableLocality.MULTI_MASTER, new HomeRule.Pinned(EU), Partitioning.HASH),
            new KeyColumn("id", KeyType.INT64));
    return new Directory(
        1,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
        new TreeMap<>(
            Map.of(
                EU,
                region(EU, 1, node(SELF, 7400), node(NEIGHBOUR, 7410)),
                ASIA,
                region(ASIA, 2, node(new NodeId("ap-south-a"), 7420)))),
        new TreeMap<>(Map.of(CITIES, cities, VISITS, visits)));
  }

  private static TableSpec table(
      int id, TableName name, TableSpec.Placement placement, KeyColumn... key) {
    return new TableSpec(id, name, List.of(key), 1, List.of(), placement, TableSpec.Versions.FIRST);
  }

  private static RegionEntry region(Region region, int origin, NodeEntry... nodes) {
    TreeMap<NodeId, NodeEntry> byId = new TreeMap<>();
    for (NodeEntry node : nodes) {
      byId.put(node.id(), node);
    }
    PartitionEntry all = new PartitionEntry(0, List.of(SlotRange.ALL), List.copyOf(byId.keySet()));
    return new RegionEntry(region, new Origin(origin), new Layout(1, List.of(all)), byId);
  }

  private static NodeEntry node(NodeId id, int port) {
    return new NodeEntry(
        id,
        new Zone("a"),
        endpoint(id, port),
        endpoint(id, port + 1),
        Optional.of(endpoint(id, port + 2)));
  }

  private static Endpoint endpoint(NodeId node, int port) {
    return new Endpoint(node, "localhost", port);
  }

  /** Notes where it was asked to send, and says that it was done there. */
  private final class FakeOnward implements Onward {
    private final List<Target> sent = new ArrayList<>();

    @Override
    public CompletableFuture<Outcome<WriteAnswer>> write(
        Target target, WriteRequest request, TimeLimit limit) {
      sent.add(target);
      return CompletableFuture.completedFuture(
          Outcome.done(new WriteAnswer(answered(target, request.header()))));
    }

    @Override
    public CompletableFuture<Outcome<ReadAnswer>> read(
        Target target, ReadRequest request, TimeLimit limit) {
      sent.add(target);
      return CompletableFuture.completedFuture(
          Outcome.done(new ReadAnswer(answered(target, request.header()), Optional.empty())));
    }

    private AnswerHeader answered(Target target, RequestHeader request) {
      return new AnswerHeader(
          clock.now(),
          new AnswerHeader.Served(target.region(), NEIGHBOUR),
          new AnswerHeader.HomeOf(target.region(), 1),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          request.requestId());
    }
  }

  private static final class Deaf implements PartitionReplica.Listener {
    @Override
    public void announced() {
      // Nobody to tell.
    }

    @Override
    public void leads(boolean leads) {
      // Nobody to tell.
    }
  }
}
