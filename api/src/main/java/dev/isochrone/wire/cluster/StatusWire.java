package dev.isochrone.wire.cluster;

import com.google.protobuf.UnsafeByteOperations;
import dev.isochrone.api.v1.ControllerStatus;
import dev.isochrone.api.v1.PartitionStatus;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.TableName;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.cluster.ReplicaStatus.Arrived;
import dev.isochrone.wire.cluster.ReplicaStatus.Leadership;
import dev.isochrone.wire.cluster.ReplicaStatus.Link;
import dev.isochrone.wire.cluster.ReplicaStatus.Outbox;
import dev.isochrone.wire.cluster.ReplicaStatus.Progress;
import dev.isochrone.wire.cluster.ReplicaStatus.Queue;
import dev.isochrone.wire.cluster.ReplicaStatus.RowCache;
import dev.isochrone.wire.cluster.ReplicaStatus.RowCount;
import dev.isochrone.wire.cluster.ReplicaStatus.StandingStill;
import dev.isochrone.wire.cluster.ReplicaStatus.Storage;
import dev.isochrone.wire.grpc.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of nodes on the wire. */
public final class StatusWire {
  private StatusWire() {}

  public static StatusAnswer toProto(NodeStatus status) {
    StatusAnswer.Builder proto =
        StatusAnswer.newBuilder()
            .setRegion(status.region().name())
            .setNode(status.node().name())
            .setHlc(status.clock().packed());
    status.replicas().forEach(replica -> proto.addPartition(replica(replica)));
    for (NodeStatus.Controller controller : status.around().controllers()) {
      proto
          .addControllerBuilder()
          .setHost(controller.at().host())
          .setPort(controller.at().port())
          .setSilentMillis(controller.silent().toMillis());
    }
    status
        .around()
        .diskRefuses()
        .ifPresent(lasted -> proto.setDiskRefusesMillis(lasted.toMillis()));
    return proto.build();
  }

  public static Outcome<NodeStatus> fromProto(StatusAnswer answer) {
    return FieldPath.total(
        () -> {
          List<ReplicaStatus> replicas = new ArrayList<>();
          for (PartitionStatus partition : answer.getPartitionList()) {
            replicas.add(replica(partition, FieldPath.of("partition").element(replicas.size())));
          }
          return new NodeStatus(
              FieldPath.of("region").value(() -> new Region(answer.getRegion())),
              FieldPath.of("node").value(() -> new NodeId(answer.getNode())),
              hlc(answer.getHlc(), FieldPath.of("hlc")),
              replicas,
              around(answer));
        });
  }

  private static NodeStatus.Around around(StatusAnswer answer) throws RefusedException {
    List<NodeStatus.Controller> controllers = new ArrayList<>();
    for (ControllerStatus controller : answer.getControllerList()) {
      FieldPath path = FieldPath.of("controller").element(controllers.size());
      controllers.add(
          new NodeStatus.Controller(
              path.value(() -> new Address(controller.getHost(), controller.getPort())),
              millis(path.field("silent_millis"), controller.getSilentMillis())));
    }
    return new NodeStatus.Around(
        controllers,
        answer.hasDiskRefusesMillis()
            ? Optional.of(
                millis(FieldPath.of("disk_refuses_millis"), answer.getDiskRefusesMillis()))
            : Optional.empty());
  }

  private static Duration millis(FieldPath path, long count) throws RefusedException {
    return Duration.ofMillis(path.number(count));
  }

  private static PartitionStatus replica(ReplicaStatus replica) {
    PartitionStatus.Builder proto =
        PartitionStatus.newBuilder()
            .setPartition(replica.partition())
            .setTerm(replica.leadership().term())
            .setLeads(replica.leadership().leads())
            .setAppliedTerm(replica.progress().appliedTerm())
            .setAppliedIndex(replica.progress().appliedIndex())
            .setStoredIndex(replica.progress().storedIndex())
            .setClosed(replica.closed().packed())
            .setOutboxLast(replica.outbox().last())
            .setOutboxTrimmed(replica.outbox().trimmed())
            .setLogBytes(replica.storage().logBytes())
            .setLogDirectoryUsedPermille(replica.storage().diskUsedPermille())
            .setCheckpointIndex(replica.storage().checkpointIndex())
            .setMemoryBytes(replica.storage().memoryBytes())
            .setRowCacheHits(replica.rowCache().hits())
            .setRowCacheMisses(replica.rowCache().misses())
            .setRowCacheBytes(replica.rowCache().bytes())
            .setQueuedCommands(replica.queue().commands())
            .setQueuedBytes(replica.queue().bytes())
            .setEntriesInFlight(replica.queue().entriesInFlight())
            .setDigest(UnsafeByteOperations.unsafeWrap(replica.digest().shared()));
    replica.leadership().leader().map(EndpointWire::toProto).ifPresent(proto::setLeader);
    proto.setLeaderlessMillis(replica.leadership().leaderless().toMillis());
    for (ReplicaStatus.Silent silent : replica.leadership().silent()) {
      proto
          .addSilentBuilder()
          .setNode(silent.node().name())
          .setLastedMillis(silent.lasted().toMillis());
    }
    for (StandingStill still : replica.progress().standingStill()) {
      proto
          .addStandingStillBuilder()
          .setNode(still.node().name())
          .setLastedMillis(still.lasted().toMillis());
    }
    for (Arrived arrived : replica.arrived()) {
      proto
          .addOriginBuilder()
          .setRegion(arrived.region().name())
          .setOrigin(arrived.origin().origin().number())
          .setOriginPartition(arrived.origin().partition())
          .setAppliedSequence(arrived.sequence())
          .setFrontier(arrived.frontier().packed())
          .setLagMillis(arrived.lag().toMillis());
    }
    for (RowCount rows : replica.rows()) {
      proto
          .addRowsBuilder()
          .setTable(rows.table().toString())
          .setOriginRegion(rows.origin().name())
          .setLive(rows.live());
    }
    replica.outbox().links().forEach(link -> proto.addLink(LinkWire.toProto(link)));
    return proto.build();
  }

  private static ReplicaStatus replica(PartitionStatus status, FieldPath path)
      throws RefusedException {
    Optional<Endpoint> leader =
        status.hasLeader()
            ? Optional.of(EndpointWire.read(status.getLeader(), path.field("leader")))
            : Optional.empty();
    Leadership leadership = leadership(status, leader, path);
    HlcTimestamp closed = hlc(status.getClosed(), path.field("closed"));
    List<StandingStill> standingStill = new ArrayList<>();
    for (PartitionStatus.StandingStill still : status.getStandingStillList()) {
      standingStill.add(
          standingStill(still, path.field("standing_still").element(standingStill.size())));
    }
    List<Arrived> arrived = new ArrayList<>();
    for (PartitionStatus.OriginStatus origin : status.getOriginList()) {
      arrived.add(arrived(origin, path.field("origin").element(arrived.size())));
    }
    List<RowCount> rows = new ArrayList<>();
    for (PartitionStatus.RowCount count : status.getRowsList()) {
      rows.add(rows(count, path.field("rows").element(rows.size())));
    }
    List<Link> links = new ArrayList<>();
    for (PartitionStatus.LinkStatus link : status.getLinkList()) {
      links.add(LinkWire.fromProto(link, path.field("link").element(links.size())));
    }
    return path.field("partition")
        .value(
            () ->
                new ReplicaStatus(
                    status.getPartition(),
                    leadership,
                    new Progress(
                        status.getAppliedTerm(),
                        status.getAppliedIndex(),
                        status.getStoredIndex(),
                        standingStill),
                    closed,
                    new Outbox(status.getOutboxLast(), status.getOutboxTrimmed(), links),
                    arrived,
                    rows,
                    new Storage(
                        status.getLogBytes(),
                        status.getLogDirectoryUsedPermille(),
                        status.getCheckpointIndex(),
                        status.getMemoryBytes()),
                    new RowCache(
                        status.getRowCacheHits(),
                        status.getRowCacheMisses(),
                        status.getRowCacheBytes()),
                    new Queue(
                        status.getQueuedCommands(),
                        status.getQueuedBytes(),
                        status.getEntriesInFlight()),
                    Bytes.wrap(status.getDigest().toByteArray())));
  }

  private static Leadership leadership(
      PartitionStatus status, Optional<Endpoint> leader, FieldPath path) throws RefusedException {
    List<ReplicaStatus.Silent> silent = new ArrayList<>();
    for (PartitionStatus.SilentMember member : status.getSilentList()) {
      FieldPath at = path.field("silent").element(silent.size());
      silent.add(
          new ReplicaStatus.Silent(
              at.field("node").value(() -> new NodeId(member.getNode())),
              millis(at.field("lasted_millis"), member.getLastedMillis())));
    }
    return new Leadership(
        status.getTerm(),
        status.getLeads(),
        leader,
        millis(path.field("leaderless_millis"), status.getLeaderlessMillis()),
        silent);
  }

  private static StandingStill standingStill(PartitionStatus.StandingStill status, FieldPath path)
      throws RefusedException {
    return new StandingStill(
        path.field("node").value(() -> new NodeId(status.getNode())),
        Duration.ofMillis(path.field("lasted_millis").number(status.getLastedMillis())));
  }

  private static Arrived arrived(PartitionStatus.OriginStatus status, FieldPath path)
      throws RefusedException {
    Origin origin = path.field("origin").value(() -> new Origin(status.getOrigin()));
    return new Arrived(
        path.field("region").value(() -> new Region(status.getRegion())),
        path.field("origin_partition")
            .value(() -> new OriginPartition(origin, status.getOriginPartition())),
        path.field("applied_sequence").number(status.getAppliedSequence()),
        hlc(status.getFrontier(), path.field("frontier")),
        Duration.ofMillis(path.field("lag_millis").number(status.getLagMillis())));
  }

  private static RowCount rows(PartitionStatus.RowCount count, FieldPath path)
      throws RefusedException {
    return new RowCount(
        path.field("table").value(() -> TableName.parse(count.getTable())),
        path.field("origin_region").value(() -> new Region(count.getOriginRegion())),
        path.field("live").number(count.getLive()));
  }

  private static HlcTimestamp hlc(long packed, FieldPath path) throws RefusedException {
    return path.value(() -> new HlcTimestamp(packed));
  }
}
