package dev.isochrone.zone.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
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
import dev.isochrone.model.row.RecordCodec;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.wire.ScanWire;
import dev.isochrone.zone.LoneGroup;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.gateway.Onward;
import dev.isochrone.zone.grpc.ScanService;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * One node behind a real stream, with a replica of each partition unless it is told otherwise, and
 * the rows that should be in it. Rows are put into the store itself, as apply would.
 */
final class ScanFixture implements AutoCloseable {
  final LoneGroup.Circumstances group = new LoneGroup.Circumstances();
  final AtomicLong nanos = new AtomicLong();
  final NavigableMap<StoredKey, ScannedRow> model = new TreeMap<>();
  final RequestTally tally = new RequestTally(nanos::get);
  final PartitionStore store;
  final Scans scans;
  private final HybridClock clock = HybridClock.unbounded(() -> 1_000_000, HybridClock.OFFSET_MAX);
  private final Directory directory;
  private final Burst burst = new Burst();
  private final Layout layout;
  private final SortedMap<Integer, PartitionReplica> held = new TreeMap<>();
  private final Server server;
  private final ManagedChannel channel;
  private long versions = 1L << 40;

  private ScanFixture(ScanLimits limits, Layout layout, Set<Integer> partitions)
      throws IOException {
    this.layout = layout;
    directory = directory(layout);
    for (int partition : partitions) {
      held.put(partition, replica());
    }
    store = Optional.ofNullable(held.get(held.firstKey())).orElseThrow().store();
    Gateway.Here self =
        new Gateway.Here(TwoRegions.SELF, directory.region(TwoRegions.EU).orElseThrow());
    Gateway.Replicas replicas = partition -> Optional.ofNullable(held.get(partition));
    Gateway gateway =
        new Gateway(
            self,
            () -> directory,
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

  /** A node of a region of one partition. */
  static ScanFixture open(ScanLimits limits) throws IOException {
    return open(limits, TwoRegions.layout(List.of(List.of(SlotRange.ALL))), Set.of(0));
  }

  /** A node that has these partitions of its region. */
  static ScanFixture open(ScanLimits limits, Layout layout, Set<Integer> held) throws IOException {
    return new ScanFixture(limits, layout, held);
  }

  private static Directory directory(Layout layout) {
    Directory plain = TwoRegions.directory(TwoRegions.cities("FR", "DE", "ES"));
    RegionEntry here = plain.region(TwoRegions.EU).orElseThrow();
    SortedMap<Region, RegionEntry> regions = new TreeMap<>(plain.regions());
    regions.put(TwoRegions.EU, new RegionEntry(TwoRegions.EU, here.origin(), layout, here.nodes()));
    return new Directory(plain.version(), plain.cluster(), regions, plain.tables());
  }

  private PartitionReplica replica() throws IOException {
    PartitionStore rows =
        PartitionStore.open(
            new MemoryEngine(),
            StoreConfig.DEFAULT,
            () -> 0,
            "scan",
            fault -> {
              throw new AssertionError(fault);
            });
    PartitionReplica replica =
        TwoRegions.replica(
            rows, new PartitionReplica.Clocks(clock, () -> 0, burst), group, () -> false);
    replica.tick(); // The log's first words.
    return replica;
  }

  int openSnapshots() {
    return held.values().stream().mapToInt(replica -> replica.store().openSnapshots()).sum();
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
    PartitionReplica replica = held.get(layout.owner(key.slot().orElseThrow()).id());
    if (replica != null) { // Else the row is on another node.
      replica.store().putRow(key, row, replica.store().newest(key));
      var now = replica.ledger();
      replica.store().endEntry(() -> now);
    }
  }

  StoredKey stored(Key key) {
    try {
      return Placement.place(directory, directory.table(TwoRegions.CITIES).orElseThrow(), key)
          .orThrow()
          .key();
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
    assertThat(openSnapshots()).isZero();
    assertThat(scans.openNow()).isZero();
    held.values().forEach(PartitionReplica::close);
  }

  private static Bytes encoded(Document document) {
    try {
      return DocumentCodec.encode(document);
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
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
}
