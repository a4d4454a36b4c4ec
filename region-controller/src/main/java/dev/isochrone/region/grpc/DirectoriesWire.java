package dev.isochrone.region.grpc;

import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.FetchAnswer;
import dev.isochrone.api.internal.v1.FetchRequest;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.api.internal.v1.RegisterNodeRequest;
import dev.isochrone.api.internal.v1.SubmitRequest;
import dev.isochrone.api.v1.ResidencyDomain;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.region.desk.ControlDesk.Founding;
import dev.isochrone.region.directory.DirectoryView;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.InstanceId;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.RegisteredNode;
import dev.isochrone.region.directory.Shape;
import dev.isochrone.region.format.GlobalCommandCodec;
import dev.isochrone.server.directory.DirectoryCopy;
import dev.isochrone.server.directory.DirectoryCopyWire;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.cluster.TableWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Between the messages of {@code isochrone.internal.v1.Directories} and values. */
public final class DirectoriesWire {
  private static final GlobalCommandCodec COMMANDS = new GlobalCommandCodec();

  private DirectoriesWire() {}

  /** A node's report. */
  record Report(Optional<ClusterId> cluster, Region region, RegisteredNode node) {}

  static Outcome<Founding> founding(InitRequest request) {
    return FieldPath.total(
        () -> {
          List<RegionSpec> regions = new ArrayList<>();
          for (dev.isochrone.api.internal.v1.RegionSpec spec : request.getRegionList()) {
            regions.add(spec(spec, FieldPath.of("region").element(regions.size())));
          }
          return new Founding(
              request.getClusterName(), optionalCluster(request.getClusterId()), regions);
        });
  }

  static ClusterId cluster(String hex) throws RefusedException {
    return FieldPath.of("cluster_id").value(() -> new ClusterId(hex));
  }

  static Optional<ClusterId> optionalCluster(String hex) throws RefusedException {
    return hex.isEmpty() ? Optional.empty() : Optional.of(cluster(hex));
  }

  static RegionSpec spec(dev.isochrone.api.internal.v1.RegionSpec spec, FieldPath path)
      throws RefusedException {
    Region region = path.field("name").value(() -> new Region(spec.getName()));
    RegionRole role =
        path.field("role").numbered(RegionRole.values(), RegionRole::number, spec.getRoleValue());
    Optional<Coordinates> location =
        spec.hasLocation()
            ? Optional.of(
                path.field("location")
                    .value(
                        () ->
                            new Coordinates(
                                spec.getLocation().getLatitudeMicrodegrees(),
                                spec.getLocation().getLongitudeMicrodegrees())))
            : Optional.empty();
    List<Endpoint> controllers = new ArrayList<>();
    for (dev.isochrone.api.v1.Endpoint controller : spec.getControllerList()) {
      controllers.add(
          EndpointWire.read(controller, path.field("controller").element(controllers.size())));
    }
    Shape shape =
        path.value(() -> new Shape(spec.getPartitions(), spec.getReplicas(), spec.getNodes()));
    return path.value(() -> new RegionSpec(region, role, location, shape, controllers));
  }

  /** A region's description, as it is sent. */
  public static dev.isochrone.api.internal.v1.RegionSpec toProto(RegionSpec spec) {
    dev.isochrone.api.internal.v1.RegionSpec.Builder proto =
        dev.isochrone.api.internal.v1.RegionSpec.newBuilder()
            .setName(spec.region().name())
            .setRoleValue(spec.role().number())
            .setPartitions(spec.shape().partitions())
            .setReplicas(spec.shape().replicas())
            .setNodes(spec.shape().nodes());
    spec.location()
        .ifPresent(
            place ->
                proto
                    .getLocationBuilder()
                    .setLatitudeMicrodegrees(place.latitude())
                    .setLongitudeMicrodegrees(place.longitude()));
    spec.controllers().forEach(each -> proto.addController(EndpointWire.toProto(each)));
    return proto.build();
  }

  static Outcome<Report> report(RegisterNodeRequest request) {
    return FieldPath.total(
        () -> {
          FieldPath path = FieldPath.of("node");
          dev.isochrone.api.v1.NodeEntry node = request.getNode();
          NodeId id = path.field("id").value(() -> new NodeId(node.getId()));
          Zone zone = path.field("zone").value(() -> new Zone(node.getZone()));
          Endpoint client = EndpointWire.read(node.getClient(), path.field("client"));
          Endpoint internal = EndpointWire.read(node.getInternal(), path.field("internal"));
          Endpoint raft = EndpointWire.read(request.getRaft(), FieldPath.of("raft"));
          InstanceId instance =
              FieldPath.of("instance_id").value(() -> new InstanceId(request.getInstanceId()));
          RegisteredNode registered =
              path.value(
                  () ->
                      new RegisteredNode(
                          new NodeEntry(
                              id,
                              zone,
                              client,
                              internal,
                              Optional.of(raft),
                              Math.max(1, node.getWeight())),
                          instance));
          return new Report(
              optionalCluster(request.getClusterId()),
              FieldPath.of("region").value(() -> new Region(request.getRegion())),
              registered);
        });
  }

  static FetchAnswer toProto(DirectoryView view, Region region, FetchRequest request) {
    boolean current =
        request.getKnownGlobal() == view.global() && request.getKnownRegion() == view.region();
    return current
        ? FetchAnswer.newBuilder()
            .setGlobalVersion(view.global())
            .setRegionVersion(view.region())
            .setRegion(region.name())
            .build()
        : DirectoryCopyWire.toProto(
            new DirectoryCopy(view.directory(), region, view.global(), view.region()));
  }

  static GlobalCommand.CreateTable createTable(String request, dev.isochrone.api.v1.Table table)
      throws RefusedException {
    // What is handed out later must be something that a table can have.
    dev.isochrone.api.v1.Table wanted =
        table.toBuilder()
            .setId(1)
            .setRuleVersion(1)
            .setSchemaVersion(1)
            .setPolicyVersion(1)
            .build();
    var spec = TableWire.fromProto(wanted).orThrow();
    return FieldPath.of("request").value(() -> new GlobalCommand.CreateTable(request, spec));
  }

  static Column column(dev.isochrone.api.v1.Column column) throws RefusedException {
    FieldPath path = FieldPath.of("column");
    ValueType type =
        path.field("type").numbered(ValueType.values(), ValueType::tag, column.getTypeValue());
    return path.value(() -> new Column(column.getName(), type));
  }

  static dev.isochrone.placement.ResidencyDomain domain(ResidencyDomain domain)
      throws RefusedException {
    FieldPath path = FieldPath.of("domain");
    TreeSet<Region> regions = new TreeSet<>();
    for (String region : domain.getRegionList()) {
      regions.add(path.field("region").value(() -> new Region(region)));
    }
    DomainName name = path.field("name").value(() -> new DomainName(domain.getName()));
    return path.value(() -> new dev.isochrone.placement.ResidencyDomain(name, regions));
  }

  static SubmitRequest submit(GlobalCommand command) {
    return SubmitRequest.newBuilder()
        .setCommand(ByteString.copyFrom(COMMANDS.encode(command).shared()))
        .build();
  }

  static Outcome<GlobalCommand> submitted(SubmitRequest request) {
    return FieldPath.total(
        () -> {
          try {
            return COMMANDS.decode(Bytes.wrap(request.getCommand().toByteArray()));
          } catch (FormatException unreadable) {
            boolean newer = unreadable.problem() == FormatException.Problem.NEWER_FORMAT;
            throw FieldPath.of("command")
                .refused(
                    newer ? RefusalCode.NEWER_FORMAT : RefusalCode.INVALID_REQUEST,
                    String.valueOf(unreadable.getMessage()));
          }
        });
  }
}
