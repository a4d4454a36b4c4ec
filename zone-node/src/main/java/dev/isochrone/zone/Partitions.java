package dev.isochrone.zone;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.ratis.RatisNode;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Origin;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Peer;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.zone.disk.DiskGauge;
import dev.isochrone.zone.gateway.Gateway;
import dev.isochrone.zone.grpc.TermQuestions;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.checkpoint.BootId;
import dev.isochrone.zone.store.checkpoint.Checkpoints;
import dev.isochrone.zone.store.checkpoint.Disk;
import dev.isochrone.zone.store.checkpoint.ReplicaDirectory;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.xodus.XodusEngines;
import dev.isochrone.zone.watch.Sighting;
import dev.isochrone.zone.watch.Watchdog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * This node's replicas, each with its links, and how they are opened from the directory. One thread
 * opens and closes; any may look.
 */
final class Partitions implements Gateway.Replicas {
  /** What the replicas of a node share. */
  record Shared(
      ZoneNodeConfig config,
      Supplier<Directory> directory,
      RegionEntry region,
      PartitionReplica.Clocks clocks,
      RatisNode ratis,
      Channels channels,
      DiskGauge disk,
      Consumer<Throwable> faults) {}

  private record Opened(PartitionReplica replica, PartitionLinks links) {}

  private final Shared shared;
  private final PartitionLinks.Shared linking;
  private final Map<Integer, Opened> opened = new ConcurrentHashMap<>();

  /** The directory by whose tables the replicas are routed; of the thread that ticks. */
  private Directory routed;

  Partitions(Shared shared, PartitionLinks.Shared linking) {
    this.shared = shared;
    this.linking = linking;
    this.routed = shared.directory().get();
  }

  @Override
  public Optional<PartitionReplica> of(int partition) {
    return Optional.ofNullable(opened.get(partition)).map(Opened::replica);
  }

  /**
   * Opens this node's replica of a partition: its store, its log, and its links once it leads.
   *
   * @param directory the replica's own
   */
  void open(PartitionEntry partition, Path directory) throws IOException {
    GroupId group = groupOf(partition);
    OriginPartition self = new OriginPartition(shared.region().origin(), partition.id());
    LinkSource source =
        new LinkSource(
            routed.cluster().id(),
            shared.region().region(),
            new ChangeBatch.Source(
                self,
                shared.region().layout().version(),
                shared.region().layout().partitions().size()),
            FeatureLevels.SPOKEN);
    PartitionStore store = store(partition, directory);
    PartitionLinks[] links = new PartitionLinks[1];
    try {
      PartitionReplica replica =
          PartitionReplica.open(
              store,
              shared.clocks(),
              opening(partition, self),
              joining(partition, group),
              shared.disk()::isFull,
              made -> {
                links[0] = new PartitionLinks(made, source, peers(), linking);
                return links[0];
              });
      opened.put(partition.id(), new Opened(replica, links[0]));
    } catch (IOException | RuntimeException failed) {
      store.close();
      throw failed;
    }
  }

  /** The links of a partition to the other regions; none unless this node leads it. */
  List<ReplicaStatus.Link> links(int partition) {
    return Optional.ofNullable(opened.get(partition))
        .map(known -> known.links().report())
        .orElse(List.of());
  }

  /** What the logs say of paused links holds from now on, if it did not yet. */
  void heedPauses() {
    opened.values().forEach(partition -> partition.links().heedPauses());
  }

  /** How full the disk is on which the replicas lie. */
  DiskGauge disk() {
    return shared.disk();
  }

  /** To be called every 100 ms or so, by one thread. */
  void tick() {
    Directory inForce = shared.directory().get();
    if (inForce.version() != routed.version()) {
      routed = inForce;
      List<RuleInForce> rules = rules(inForce);
      opened.values().forEach(partition -> partition.replica().route(rules));
    }
    opened
        .values()
        .forEach(
            partition -> {
              partition.replica().tick();
              partition.links().tick();
            });
  }

  /** The replicas, for the watchdog's looks. */
  List<Watchdog.Watched> watched() {
    MemberId self = PartitionReplica.member(shared.config().node());
    return opened.entrySet().stream()
        .map(entry -> watched(entry.getKey(), self, entry.getValue().replica()))
        .toList();
  }

  private static Watchdog.Watched watched(int partition, MemberId self, PartitionReplica replica) {
    return new Watchdog.Watched(
        partition,
        self,
        () ->
            new Sighting(
                replica.standing(), replica.leads(), replica.queue().entriesInFlight() > 0));
  }

  void close() {
    opened.values().forEach(partition -> partition.links().close());
    opened.values().forEach(partition -> partition.replica().close());
  }

  /** Lets go of everything as a crash would. */
  void kill() {
    opened.values().forEach(partition -> partition.links().close());
    opened.values().forEach(partition -> partition.replica().kill());
  }

  private PartitionStore store(PartitionEntry partition, Path directory) throws IOException {
    ZoneNodeConfig config = shared.config();
    XodusEngines engines =
        new XodusEngines(config.engine().cacheBytes(), config.engine().allowRamDisk());
    Checkpoints checkpoints =
        Checkpoints.open(
            new ReplicaDirectory(directory, Disk.ofThisMachine(), engines),
            new Checkpoints.Config(config.store().checkpointEveryBytes(), BootId.ofThisMachine()),
            shared.faults());
    try {
      return PartitionStore.open(
          checkpoints.engine(),
          config.store(),
          shared.clocks().ticker(),
          checkpoints,
          config.node() + "-" + partition.id(),
          shared.faults());
    } catch (RuntimeException damaged) {
      checkpoints.engine().close();
      checkpoints.ended(/* inOrder= */ false);
      throw damaged;
    }
  }

  private PartitionReplica.Join joining(PartitionEntry partition, GroupId group) {
    Map<MemberId, Endpoint> servers =
        nodesOf(partition).stream()
            .collect(
                Collectors.toMap(node -> PartitionReplica.member(node.id()), NodeEntry::internal));
    TermQuestions terms =
        new TermQuestions(
            new TermQuestions.Subject(routed.cluster().id(), partition.id(), group),
            servers,
            shared.channels());
    Surroundings surroundings =
        new Surroundings(
            terms,
            member -> {
              throw new IOException(
                  "logs are not purged, so no member needs a state from " + member);
            },
            (stopped, cause) -> {
              Optional.ofNullable(opened.get(partition.id()))
                  .ifPresent(failed -> failed.links().leads(false));
              shared.faults().accept(cause);
            });
    return new PartitionReplica.Join() {
      @Override
      public <P extends Proposal> Group<P> join(ReplicatedState<P> state) throws IOException {
        return shared.ratis().join(group, members(partition), state, surroundings);
      }
    };
  }

  private Opening opening(PartitionEntry partition, OriginPartition self) {
    return new Opening(
        new PartitionIdentity(self, shared.region().layout().version(), partition.slots()),
        peers().stream().map(Peer::origin).toList(),
        rules(routed));
  }

  private static List<RuleInForce> rules(Directory directory) {
    return directory.tables().values().stream().map(Partitions::rule).toList();
  }

  private List<Peer> peers() {
    Origin own = shared.region().origin();
    return routed.regions().values().stream()
        .filter(region -> !region.origin().equals(own))
        .map(region -> new Peer(region.region(), region.origin()))
        .toList();
  }

  private List<Member> members(PartitionEntry partition) {
    return nodesOf(partition).stream()
        .map(
            node -> {
              Endpoint raft = node.raft().orElseThrow(); // ZoneNode.start has checked it.
              return new Member(PartitionReplica.member(node.id()), raft.host(), raft.port());
            })
        .toList();
  }

  private Collection<NodeEntry> nodesOf(PartitionEntry partition) {
    return shared.region().nodes().values().stream()
        .filter(node -> partition.replicas().contains(node.id()))
        .toList();
  }

  /** The same on every member, and another one for every incarnation of the region. */
  private GroupId groupOf(PartitionEntry partition) {
    String name =
        String.join(
            "/",
            routed.cluster().id().hex(),
            shared.region().region().name(),
            shared.region().origin().toString(),
            Integer.toString(partition.id()));
    return new GroupId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static RuleInForce rule(TableSpec table) {
    return new RuleInForce(
        table.id(),
        table.versions().rule(),
        /* homeEpoch= */ table.placement().locality().isHomed() ? 1 : 0,
        table.placement().locality(),
        table.placement().partitioning(),
        table.versions().policy(),
        table.placement().policy());
  }
}
