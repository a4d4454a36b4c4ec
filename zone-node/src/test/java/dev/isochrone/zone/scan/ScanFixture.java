package dev.isochrone.zone.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.ScanPage;
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
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
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
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.gateway.Onward;
import dev.isochrone.zone.grpc.ScanService;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.LoneGroup;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * One node of one replica behind a real stream, and the rows that should be in it. Rows are put
 * into the store itself, as apply would.
 */
final class ScanFixture implements AutoCloseable {
  static final Region EU = new Region("eu-west");
  static final Region ASIA = new Region("ap-south");
  static final NodeId SELF = new NodeId("eu-west-a");
  static final NodeId NEIGHBOUR = new NodeId("eu-west-b");
  static final TableName CITIES = TableName.parse("cities");

  final LoneGroup.Circumstances group = new LoneGroup.Circumstances();
  final AtomicLong nanos = new AtomicLong();
  final NavigableMap<StoredKey, ScannedRow> model = new TreeMap<>();
  final RequestTally tally = new RequestTally(nanos::get);
  final PartitionStore store;
  final Scans scans;
  private final HybridClock clock = HybridClock.unbounded(() -> 1_000_000, HybridClock.OFFSET_MAX);
  private final Directory directory = directory();
  private final Burst burst = new Burst();
  private final PartitionReplica replica;
  private final Server server;
  private final ManagedChannel channel;
  private long versions = 1L << 40;

  private ScanFixture(ScanLimits limits) throws IOException {
    RegionEntry here = directory.region(EU).orElseThrow();
    store =
        PartitionStore.open(
            new MemoryEngine(),
            StoreConfig.DEFAULT,
            () -> 0,
            "scan",
            fault -> {
              throw new AssertionError(fault);
            });
    replica = replica(here);
    replica.tick(); // The log's first words.
    Gateway.Here self = new Gateway.Here(SELF, here);
    Gateway.Replicas replicas =
        partition -> partition == 0 ? Optional.of(replica) : Optional.empty();
    Gateway gateway =
        new Gateway(
            self,
            directory,
            new Gateway.Times(clock, nanos::get, burst),
            replicas,
            new Nowhere(),
            () -> 1);
    scans = Scans.start(new Scans.Surroundings(self, gateway, replicas, clock, nanos::get), limits);
    ScanService service = new ScanService(scans, () -> "r-0", tally);
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(
                new DataGrpc.DataImplBase() {
                  @Override
                  public void scan(
                      dev.isochrone.api.v1.ScanRequest request, StreamObserver<ScanPage> observer) {
                    service.serve(request, observer);
                  }
                })
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  static ScanFixture open(ScanLimits limits) throws IOException {
    return new ScanFixture(limits);
  }

  DataGrpc.DataBlockingStub data() {
    return DataGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  ManagedChannel channel() {
    return channel;
  }

  Iterator<ScanPage> pages(ScanRequest request) {
    return data().scan(ScanWire.toProto(request));
  }

  /** One entry that puts a row. */
  void put(String country, long id, Document document) {
    put(key(country, id), Optional.of(document));
  }

  void put(String country, long id) {
    put(country, id, named(country + id));
  }

  void delete(String country, long id) {
    put(key(country, id), Optional.empty());
  }

  private void put(Key key, Optional<Document> document) {
    StoredKey stored = stored(key);
    Version version = new Version(1, new Stamp(new HlcTimestamp(++versions), new Origin(1)));
    RowVersion row =
        new RowVersion(
            version,
            document.isEmpty(),
            new RowVersion.WrittenBy(1, 0),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            document.map(ScanFixture::encoded).orElse(Bytes.EMPTY));
    putRecord(stored, new StoredRow(version, RecordCodec.encode(stored, row)));
    if (document.isPresent()) {
      model.put(stored, new ScannedRow(key, document.get(), version));
    } else {
      model.remove(stored);
    }
  }

  void putRecord(StoredKey key, StoredRow row) {
    store.putRow(key, row, store.newest(key));
    var now = replica.ledger();
    store.endEntry(() -> now);
  }

  StoredKey stored(Key key) {
    try {
      return Placement.place(directory.table(CITIES).orElseThrow(), key).orThrow().key();
    } catch (RefusedException unfit) {
      throw new AssertionError(unfit);
    }
  }

  static Key key(String country, long id) {
    return Key.of(new KeyPart.Text(country), new KeyPart.Int64(id));
  }

  static Key country(String country) {
    return Key.of(new KeyPart.Text(country));
  }

  static Document named(String name) {
    return Document.of(Map.of("name", new Value.Text(name)));
  }

  @Override
  public void close() {
    scans.close();
    channel.shutdownNow();
    server.shutdownNow();
    Awaitility.await().until(server::isTerminated);
    assertThat(store.openSnapshots()).isZero();
    assertThat(scans.openNow()).isZero();
    replica.close();
  }

  private static Bytes encoded(Document document) {
    try {
      return DocumentCodec.encode(document);
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private PartitionReplica replica(RegionEntry here) throws IOException {
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
        () -> false,
        opened -> new Deaf());
  }

  private static Directory directory() {
    TableSpec cities =
        new TableSpec(
            1,
            CITIES,
            List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
            1,
            List.of(),
            new TableSpec.Placement(
                TableLocality.REGIONAL_BY_ROW,
                new HomeRule.ByValue(
                    "country", new TreeMap<>(Map.of("FR", EU, "DE", EU, "ES", EU, "IN", ASIA))),
                Partitioning.HASH),
            TableSpec.Versions.FIRST);
    return new Directory(
        1,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test"),
        new TreeMap<>(
            Map.of(
                EU,
                region(EU, 1, node(SELF, 7400), node(NEIGHBOUR, 7410)),
                ASIA,
                region(ASIA, 2, node(new NodeId("ap-south-a"), 7420)))),
        new TreeMap<>(Map.of(CITIES, cities)));
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
        new Endpoint(id, "localhost", port),
        new Endpoint(id, "localhost", port + 1),
        Optional.of(new Endpoint(id, "localhost", port + 2)));
  }

  private static final class Nowhere implements Onward {
    @Override
    public CompletableFuture<Outcome<WriteAnswer>> write(
        Target target, WriteRequest request, TimeLimit limit) {
      throw new AssertionError("scans are not forwarded");
    }

    @Override
    public CompletableFuture<Outcome<ReadAnswer>> read(
        Target target, ReadRequest request, TimeLimit limit) {
      throw new AssertionError("scans are not forwarded");
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
