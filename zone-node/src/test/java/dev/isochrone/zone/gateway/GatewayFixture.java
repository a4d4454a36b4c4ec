package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Origin;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
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
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.zone.LoneGroup;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.scan.ScanLimits;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One node of one replica, which leads, has room and a running clock until the test says otherwise;
 * and the requests that tests send to it.
 */
final class GatewayFixture implements AutoCloseable {
  static final TableName VISITS = TableName.parse("visits");
  static final TableName NOTES = TableName.parse("notes");
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
  private final Directory directory =
      TwoRegions.directory(TwoRegions.cities("FR", "BE"), visits(), notes());
  private final HybridClock clock = HybridClock.unbounded(() -> wall, HybridClock.OFFSET_MAX);

  private GatewayFixture() throws IOException {
    RegionEntry here = directory.region(TwoRegions.EU).orElseThrow();
    replica = openReplica();
    replica.tick(); // The log's first words.
    gateway =
        new Gateway(
            new Gateway.Here(TwoRegions.SELF, here),
            () -> directory,
            new Gateway.Times(clock, () -> 0, burst),
            partition -> partition == 0 ? Optional.of(replica) : Optional.empty(),
            onward,
            new AtomicLong()::getAndIncrement);
  }

  HybridClock clock() {
    return clock;
  }

  Gateway.Here here() {
    return new Gateway.Here(TwoRegions.SELF, directory.region(TwoRegions.EU).orElseThrow());
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
    return Scans.start(
        new Scans.Surroundings(
            here(),
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
            header,
            TwoRegions.CITIES,
            new KeyForm.Text(key),
            Optional.of(CITY),
            Condition.None.NONE),
        LIMIT);
  }

  CompletableFuture<Outcome<ReadAnswer>> read(
      String key, Consistency consistency, RequestHeader header) {
    return gateway.read(
        new ReadRequest(header, TwoRegions.CITIES, new KeyForm.Text(key), consistency), LIMIT);
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
    return new WriteRequest(header, TwoRegions.CITIES, List.of(rows));
  }

  static WriteRequest putIf(String key, Condition condition) {
    return WriteRequest.of(
        header(), TwoRegions.CITIES, new KeyForm.Text(key), Optional.of(CITY), condition);
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

  private PartitionReplica openReplica() throws IOException {
    PartitionStore store =
        PartitionStore.open(
            new MemoryEngine(),
            StoreConfig.DEFAULT,
            () -> 0,
            "gateway",
            fault -> {
              throw new AssertionError(fault);
            });
    return TwoRegions.replica(
        store, new PartitionReplica.Clocks(clock, () -> 0, burst), group, () -> diskFull);
  }

  private static TableSpec visits() {
    return new TableSpec(
        2,
        VISITS,
        List.of(new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(),
        TableSpec.Placement.multiMaster(ConflictPolicy.LWW),
        TableSpec.Versions.FIRST);
  }

  private static TableSpec notes() {
    return new TableSpec(
        3,
        NOTES,
        List.of(new KeyColumn("country", KeyType.STRING), new KeyColumn("id", KeyType.INT64)),
        /* partitionKeyColumns= */ 1,
        List.of(new Column("name", ValueType.STRING), new Column("people", ValueType.INT64)),
        TableSpec.Placement.multiMaster(ConflictPolicy.VECTOR),
        TableSpec.Versions.FIRST);
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
          new AnswerHeader.Served(target.region(), TwoRegions.NEIGHBOUR),
          new AnswerHeader.HomeOf(target.region(), 1),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          request.requestId());
    }
  }
}
