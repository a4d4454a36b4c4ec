package dev.isochrone.zone.gateway;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.RowPlace;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.RegionCopy;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.cluster.WhereQuestion;
import dev.isochrone.wire.cluster.Whereabouts;
import dev.isochrone.zone.disk.DiskGauge;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.CacheCounts;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What this node tells of the cluster, of a row's place, and of its own replicas. Any thread;
 * nothing waits.
 */
public final class ClusterView {
  private static final int PERMILLE = 1_000;

  private final Gateway.Here here;
  private final Gateway gateway;
  private final HybridClock clock;
  private final Gateway.Replicas replicas;
  private final DiskGauge disk;
  private final Watched watched;

  /**
   * What others watch, by partition.
   *
   * @param behind the members that this node knows to stand still, and for how long
   * @param leaderless for how long there was no leader
   * @param away who does not answer, if this node leads
   * @param links to the other regions, if this node leads
   * @param controllers of the region
   */
  public record Watched(
      IntFunction<SortedMap<MemberId, Duration>> behind,
      IntFunction<Duration> leaderless,
      IntFunction<SortedMap<MemberId, Duration>> away,
      IntFunction<List<ReplicaStatus.Link>> links,
      Supplier<List<NodeStatus.Controller>> controllers) {}

  /** Over what the node has; starts nothing. */
  public ClusterView(
      Gateway.Here here,
      Gateway gateway,
      HybridClock clock,
      Gateway.Replicas replicas,
      DiskGauge disk,
      Watched watched) {
    this.here = here;
    this.gateway = gateway;
    this.clock = clock;
    this.replicas = replicas;
    this.disk = disk;
    this.watched = watched;
  }

  /** The directory, unless the caller has this very version. */
  public Description describe(long knownVersion) {
    Directory directory = gateway.directory();
    return new Description(
        directory.version() == knownVersion ? Optional.empty() : Optional.of(directory),
        self().client(),
        here.region().region());
  }

  /** Where a row lives. */
  public Outcome<Whereabouts> where(WhereQuestion question) {
    Region caller = WholeKeys.caller(question.header(), here.region().region());
    KeyForm key = WholeKeys.of(gateway.directory(), question.table(), question.key(), caller);
    return gateway.where(question.table(), key).map(this::whereabouts);
  }

  /** This node's replicas, as they are now. */
  public NodeStatus status() {
    List<ReplicaStatus> statuses =
        here.region().layout().partitions().stream()
            .flatMap(
                partition ->
                    replicas.of(partition.id()).stream()
                        .map(replica -> status(partition.id(), replica)))
            .toList();
    return new NodeStatus(
        here.region().region(),
        here.node(),
        clock.now(),
        statuses,
        new NodeStatus.Around(watched.controllers().get(), disk.refuses()));
  }

  private Whereabouts whereabouts(RowPlace place) {
    Directory directory = gateway.directory();
    RegionEntry home =
        directory.region(place.home().region()).orElseThrow(); // Checked by the directory.
    int partition = home.layout().owner(place.slot()).id();
    boolean here = home.region().equals(this.here.region().region());
    return new Whereabouts(
        new AnswerHeader.HomeOf(home.region(), place.home().epoch()),
        place.slot(),
        partition,
        here ? gateway.leader(partition).map(NodeEntry::client) : Optional.empty(),
        directory.regions().values().stream()
            .filter(region -> holds(directory, region, place))
            .map(region -> copy(region, place))
            .toList());
  }

  private static boolean holds(Directory directory, RegionEntry region, RowPlace place) {
    return directory
        .table(place.key().tableId())
        .filter(table -> directory.holds(table, place.home().region(), region.region()))
        .isPresent();
  }

  private static RegionCopy copy(RegionEntry region, RowPlace place) {
    PartitionEntry partition = region.layout().owner(place.slot());
    return new RegionCopy(
        region.region(),
        partition.id(),
        partition.replicas().stream()
            .flatMap(node -> Optional.ofNullable(region.nodes().get(node)).stream())
            .map(NodeEntry::client)
            .toList());
  }

  private ReplicaStatus status(int partition, PartitionReplica replica) {
    Ledger ledger = replica.ledger();
    return new ReplicaStatus(
        partition,
        leadership(partition, replica),
        new ReplicaStatus.Progress(
            ledger.applied().term(),
            ledger.applied().index(),
            replica.durable().index(),
            standingStill(partition)),
        ledger.time().closed(),
        new ReplicaStatus.Outbox(
            ledger.outbox().last(), ledger.outbox().trimmed(), watched.links().apply(partition)),
        arrived(ledger),
        rows(ledger),
        storage(replica),
        cache(replica.cacheCounts()),
        queue(replica.queue()),
        bytes(ledger.digest()));
  }

  private ReplicaStatus.Leadership leadership(int partition, PartitionReplica replica) {
    return new ReplicaStatus.Leadership(
        replica.term(),
        replica.leads(),
        gateway.leader(partition).map(NodeEntry::client),
        watched.leaderless().apply(partition),
        watched.away().apply(partition).entrySet().stream()
            .map(
                away -> new ReplicaStatus.Silent(new NodeId(away.getKey().name()), away.getValue()))
            .toList());
  }

  private static ReplicaStatus.RowCache cache(CacheCounts counts) {
    return new ReplicaStatus.RowCache(counts.hits(), counts.misses(), counts.bytes());
  }

  private static ReplicaStatus.Queue queue(PartitionReplica.Queue queue) {
    return new ReplicaStatus.Queue(queue.commands(), queue.bytes(), queue.entriesInFlight());
  }

  private List<ReplicaStatus.StandingStill> standingStill(int partition) {
    return watched.behind().apply(partition).entrySet().stream()
        .map(
            late ->
                new ReplicaStatus.StandingStill(new NodeId(late.getKey().name()), late.getValue()))
        .toList();
  }

  private ReplicaStatus.Storage storage(PartitionReplica replica) {
    return new ReplicaStatus.Storage(
        replica.logBytes(),
        (int) Math.round(disk.usedFraction() * PERMILLE),
        Math.max(0, replica.checkpointed().index()),
        replica.store().memoryBytes());
  }

  private static Bytes bytes(Digest digest) {
    return Bytes.wrap(
        ByteBuffer.allocate(ReplicaStatus.DIGEST_BYTES)
            .putLong(digest.high())
            .putLong(digest.low())
            .array());
  }

  private List<ReplicaStatus.Arrived> arrived(Ledger ledger) {
    return ledger.maps().cursors().entrySet().stream()
        .flatMap(
            cursor ->
                regionOf(cursor.getKey().origin()).stream()
                    .map(
                        region ->
                            new ReplicaStatus.Arrived(
                                region,
                                cursor.getKey(),
                                cursor.getValue().sequence(),
                                cursor.getValue().frontier(),
                                lag(cursor.getValue().frontier()))))
        .toList();
  }

  private List<ReplicaStatus.RowCount> rows(Ledger ledger) {
    Directory directory = gateway.directory();
    return ledger.maps().counts().entrySet().stream()
        .flatMap(
            count ->
                directory.table(count.getKey().tableId()).stream()
                    .flatMap(
                        table ->
                            regionOf(count.getKey().origin()).stream()
                                .map(
                                    origin ->
                                        new ReplicaStatus.RowCount(
                                            table.name(), origin, count.getValue()))))
        .toList();
  }

  private Optional<Region> regionOf(Origin origin) {
    return gateway.directory().origin(origin).map(RegionEntry::region);
  }

  private Duration lag(HlcTimestamp frontier) {
    return Duration.ofMillis(Math.max(0, clock.now().millis() - frontier.millis()));
  }

  private NodeEntry self() {
    return Optional.ofNullable(here.region().nodes().get(here.node())).orElseThrow();
  }
}
