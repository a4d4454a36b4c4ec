package dev.isochrone.wire.cluster;

import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.WhereAnswer;
import dev.isochrone.api.v1.WhereRequest;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.placement.Directory;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.HeaderWire;
import dev.isochrone.wire.KeyWire;
import dev.isochrone.wire.RequestWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a cluster says about itself, on the wire; for its nodes' status see {@link StatusWire}. */
public final class ClusterWire {
  private ClusterWire() {}

  public static DescribeAnswer toProto(Description description) {
    DescribeAnswer.Builder proto =
        DescribeAnswer.newBuilder()
            .setNode(EndpointWire.toProto(description.node()))
            .setRegion(description.region().name());
    description.directory().map(DirectoryWire::toProto).ifPresent(proto::setDirectory);
    return proto.build();
  }

  public static Outcome<Description> fromProto(DescribeAnswer answer) {
    return FieldPath.total(
        () -> {
          Optional<Directory> directory =
              answer.hasDirectory()
                  ? Optional.of(
                      DirectoryWire.read(answer.getDirectory(), FieldPath.of("directory")))
                  : Optional.empty();
          return new Description(
              directory,
              EndpointWire.read(answer.getNode(), FieldPath.of("node")),
              FieldPath.of("region").value(() -> new Region(answer.getRegion())));
        });
  }

  public static WhereRequest toProto(WhereQuestion question) {
    return WhereRequest.newBuilder()
        .setHeader(HeaderWire.toProto(question.header()))
        .setTable(question.table().toString())
        .setKey(KeyWire.toProto(question.key()))
        .build();
  }

  public static Outcome<WhereQuestion> fromProto(
      WhereRequest request, Supplier<String> requestIds) {
    return FieldPath.total(
        () ->
            new WhereQuestion(
                HeaderWire.read(request.getHeader(), FieldPath.of("header"), requestIds),
                RequestWire.table(request.getTable()),
                KeyWire.read(request.getKey(), FieldPath.of("key"))));
  }

  public static WhereAnswer toProto(Whereabouts whereabouts) {
    WhereAnswer.Builder proto =
        WhereAnswer.newBuilder()
            .setHomeRegion(whereabouts.home().region().name())
            .setHomeEpoch(whereabouts.home().epoch())
            .setSlot(whereabouts.slot().number())
            .setPartition(whereabouts.partition());
    whereabouts.leader().map(EndpointWire::toProto).ifPresent(proto::setLeader);
    for (RegionCopy copy : whereabouts.copies()) {
      WhereAnswer.Copy.Builder entry =
          proto.addCopyBuilder().setRegion(copy.region().name()).setPartition(copy.partition());
      copy.replicas().forEach(replica -> entry.addReplica(EndpointWire.toProto(replica)));
    }
    return proto.build();
  }

  public static Outcome<Whereabouts> fromProto(WhereAnswer answer) {
    return FieldPath.total(
        () -> {
          HomeOf home =
              new HomeOf(
                  FieldPath.of("home_region").value(() -> new Region(answer.getHomeRegion())),
                  FieldPath.of("home_epoch").number(answer.getHomeEpoch()));
          Slot slot = FieldPath.of("slot").value(() -> new Slot(answer.getSlot()));
          Optional<Endpoint> leader =
              answer.hasLeader()
                  ? Optional.of(EndpointWire.read(answer.getLeader(), FieldPath.of("leader")))
                  : Optional.empty();
          List<RegionCopy> copies = copies(answer);
          return FieldPath.of("partition")
              .value(() -> new Whereabouts(home, slot, answer.getPartition(), leader, copies));
        });
  }

  private static List<RegionCopy> copies(WhereAnswer answer) throws RefusedException {
    List<RegionCopy> copies = new ArrayList<>();
    for (WhereAnswer.Copy copy : answer.getCopyList()) {
      FieldPath path = FieldPath.of("copy").element(copies.size());
      Region region = path.field("region").value(() -> new Region(copy.getRegion()));
      List<Endpoint> replicas = new ArrayList<>();
      for (dev.isochrone.api.v1.Endpoint replica : copy.getReplicaList()) {
        replicas.add(EndpointWire.read(replica, path.field("replica").element(replicas.size())));
      }
      copies.add(
          path.field("partition")
              .value(() -> new RegionCopy(region, copy.getPartition(), replicas)));
    }
    return copies;
  }
}
