package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.isochrone.model.Zone;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
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
import dev.isochrone.zone.partition.LoneGroup;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.scan.ScanLimits;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One node of one replica, which leads, has room and a running clock until the test says otherwise;
 * and the requests that tests send to it.
 */
final class GatewayFixture implements AutoCloseable {
  static final Region EU = new Region("eu-west");
  static final Region ASIA = new Region("ap-south");
  static final NodeId SELF = new NodeId("eu-west-a");
  static final NodeId NEIGHBOUR = new NodeId("eu-west-b");
  static final TableName CITIES = TableName.parse("cities");
  static final TableName VISITS = TableName.parse("visits");
  static final String LYON = "FR/1";
  static final String DELHI = "IN/2";
  static final Document CITY = Document.of(Map.of("name", new Value.Text("Lyon")));

  static final TimeLimit LIMIT = TimeLimit.in(Duration.ofSeconds(10), () -> 0);
  static final TimeLimit OVER = new TimeLimit(() -> 0, 0);

  final LoneGroup.Circumstances group = new LoneGroup.Circumstances();
  final FakeOnward onward = new FakeOnward();
  final PartitionReplica replica;
  final Gateway gateway;
  boolean diskFull;
  long wall = 1_000_000;
  final Burst burst = new Burst();
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);

  private GatewayFixture() throws IOException {
    Directory directory = directory();
    RegionEntry here = directory.region(EU).orElseThrow();
    replica = openReplica(here);
    replica.tick(); // The log's first words.
    gateway =
        new Gateway(
            new Gateway.Here(SELF, here),
            directory,
            new Gateway.Times(clock, () -> 0, burst),
            partition -> partition == 0 ? Optional.of(replica) : Optional.empty(),
            onward,
            new AtomicLong()::getAndIncrement);
  }

  static GatewayFixture open() throws IOException {
    return new GatewayFixture();
  }

  @Override
  public void close() {
    replica.close();
  }

  /** The node's scans; the caller closes them. */
  Scans scans() {
    Gateway.Here here = new Gateway.Here(SELF, directory().region(EU).orElseThrow());
    return Scans.start(
        new Scans.Surroundings(
            here,
            gateway,
            partition -> partition == 0 ? Optional.of(replica) : Optional.empty(),
            clock,
            () -> 0),
        ScanLimits.DEFAULT);
  }

  static ChangeBatch closedIn(Origin origin, long millis) {
    return new ChangeBatch(
        new ChangeBatch.Source(new OriginPartition(origin, 0), 1, 1),
        ChangeBatch.Interval.whole(0, 0),
        false,
        HlcTimestamp.of(millis, 0),
        0,
        List.of());
  }

  CompletableFuture<Outcome<WriteAnswer>> write(String key, RequestHeader header) {
    return gateway.write(
        WriteRequest.of(
            header, CITIES, new KeyForm.Text(key), Optional.of(CITY), Condition.None.NONE),
        LIMIT);
  }

  CompletableFuture<Outcome<ReadAnswer>> read(
      String key, Consistency consistency, RequestHeader header) {
    return gateway.read(new ReadRequest(header, CITIES, new KeyForm.Text(key), consistency), LIMIT);
  }

  SessionOpening opened() {
    return done(CompletableFuture.completedFuture(gateway.openSession(header())));
  }

  static RequestHeader inSession(SessionOpening opening, long sequence) {
    return new RequestHeader(
        "r-1",
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.of(new SessionStep(opening.session(), opening.opened(), sequence, 1)));
  }

  static WriteRequest batch(RequestHeader header, RowWrite... rows) {
    return new WriteRequest(header, CITIES, List.of(rows));
  }

  static WriteRequest putIf(String key, Condition condition) {
    return WriteRequest.of(header(), CITIES, new KeyForm.Text(key), Optional.of(CITY), condition);
  }

  static RowWrite put(String key) {
    return new RowWrite(new KeyForm.Text(key), Optional.of(CITY), Condition.None.NONE);
  }

  static RowWrite delete(String key) {
    return new RowWrite(new KeyForm.Text(key), Optional.empty(), Condition.None.NONE);
  }

  static RequestHeader header() {
    return new RequestHeader("r-1", Optional.empty(), false, Optional.empty());
  }

  static RequestHeader routedBy(RequestHeader.RoutedBy truth) {
    return new RequestHeader("r-1", Optional.empty(), false, Optional.of(truth));
  }

  static <T> T done(CompletableFuture<Outcome<T>> outcome) {
    assertThat(outcome).isCompleted();
    return outcome
        .join()
        .fold(
            value -> value,
            refusal -> {
              throw new AssertionError(refusal.code() + ": " + refusal.message());
            });
  }

  static <T> Refusal refusal(CompletableFuture<Outcome<T>> outcome) {
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
        () -> diskFull,
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

  static Endpoint endpoint(NodeId node, int port) {
    return new Endpoint(node, "localhost", port);
  }

  /** Notes where it was asked to send, and how long it may take; says that it was done there. */
  final class FakeOnward implements Onward {
    final List<Target> sent = new ArrayList<>();
    final List<Duration> left = new ArrayList<>();

    @Override
    public CompletableFuture<Outcome<WriteAnswer>> write(
        Target target, WriteRequest request, TimeLimit limit) {
      sent.add(target);
      left.add(limit.left());
      return CompletableFuture.completedFuture(
          Outcome.done(new WriteAnswer(answered(target, request.header()))));
    }

    @Override
    public CompletableFuture<Outcome<ReadAnswer>> read(
        Target target, ReadRequest request, TimeLimit limit) {
      sent.add(target);
      left.add(limit.left());
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
