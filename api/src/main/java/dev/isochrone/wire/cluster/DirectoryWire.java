package dev.isochrone.wire.cluster;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.HomeOverrides;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.PackedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The directory on the wire. Where nodes speak Raft is nobody's business outside their region: it
 * is left out, and empty in what is read.
 */
public final class DirectoryWire {
  private DirectoryWire() {}

  public static dev.isochrone.api.v1.Directory toProto(Directory directory) {
    dev.isochrone.api.v1.Directory.Builder proto =
        dev.isochrone.api.v1.Directory.newBuilder()
            .setVersion(directory.version())
            .setClusterId(directory.cluster().id().hex())
            .setClusterName(directory.cluster().name())
            .setLastTableId(directory.lastTableId());
    directory.regions().values().forEach(region -> proto.addRegion(region(region)));
    directory.tables().values().forEach(table -> proto.addTable(TableWire.toProto(table)));
    directory.domains().values().forEach(domain -> proto.addDomain(toProto(domain)));
    overrides(directory.overrides(), proto);
    return proto.build();
  }

  private static void overrides(
      HomeOverrides overrides, dev.isochrone.api.v1.Directory.Builder proto) {
    proto.setTokenSecret(PackedBytes.toProto(overrides.secret()));
    overrides
        .byTable()
        .forEach(
            (table, moved) ->
                moved.forEach(
                    (token, home) ->
                        proto
                            .addMovedHomeBuilder()
                            .setTableId(table)
                            .setToken(PackedBytes.toProto(token))
                            .setRegion(home.home().name())
                            .setEpoch(home.epoch())));
  }

  /** A residency domain, as it is sent. */
  public static dev.isochrone.api.v1.ResidencyDomain toProto(ResidencyDomain domain) {
    return dev.isochrone.api.v1.ResidencyDomain.newBuilder()
        .setName(domain.name().name())
        .addAllRegion(domain.regions().stream().map(Region::name).toList())
        .build();
  }

  public static Outcome<Directory> fromProto(dev.isochrone.api.v1.Directory directory) {
    return FieldPath.total(() -> read(directory, FieldPath.of("directory")));
  }

  static Directory read(dev.isochrone.api.v1.Directory directory, FieldPath path)
      throws RefusedException {
    ClusterId id = path.field("cluster_id").value(() -> new ClusterId(directory.getClusterId()));
    SortedMap<Region, RegionEntry> regions = new TreeMap<>();
    for (dev.isochrone.api.v1.RegionEntry entry : directory.getRegionList()) {
      FieldPath at = path.field("region").element(regions.size());
      RegionEntry region = region(entry, at);
      at.field("name").require(regions.put(region.region(), region) == null, "named twice");
    }
    SortedMap<TableName, TableSpec> tables = new TreeMap<>();
    for (dev.isochrone.api.v1.Table entry : directory.getTableList()) {
      FieldPath at = path.field("table").element(tables.size());
      TableSpec table = TableWire.read(entry, at);
      at.field("name").require(tables.put(table.name(), table) == null, "named twice");
    }
    SortedMap<DomainName, ResidencyDomain> domains = new TreeMap<>();
    for (dev.isochrone.api.v1.ResidencyDomain entry : directory.getDomainList()) {
      FieldPath at = path.field("domain").element(domains.size());
      ResidencyDomain domain = domain(entry, at);
      at.field("name").require(domains.put(domain.name(), domain) == null, "named twice");
    }
    Directory.Cluster cluster = new Directory.Cluster(id, directory.getClusterName());
    HomeOverrides overrides = overrides(directory, path);
    return path.value(
        () ->
            new Directory(
                directory.getVersion(),
                cluster,
                regions,
                tables,
                domains,
                overrides,
                directory.getLastTableId()));
  }

  private static HomeOverrides overrides(dev.isochrone.api.v1.Directory directory, FieldPath path)
      throws RefusedException {
    SortedMap<Integer, SortedMap<Bytes, HomeOverrides.MovedHome>> byTable = new TreeMap<>();
    int read = 0;
    for (dev.isochrone.api.v1.MovedHome entry : directory.getMovedHomeList()) {
      FieldPath at = path.field("moved_home").element(read++);
      Region region = at.field("region").value(() -> new Region(entry.getRegion()));
      HomeOverrides.MovedHome home =
          at.value(() -> new HomeOverrides.MovedHome(region, entry.getEpoch()));
      at.field("token")
          .require(
              byTable
                      .computeIfAbsent(entry.getTableId(), table -> new TreeMap<>())
                      .put(PackedBytes.fromProto(entry.getToken()), home)
                  == null,
              "moved twice");
    }
    Bytes secret = PackedBytes.fromProto(directory.getTokenSecret());
    return path.field("moved_home").value(() -> new HomeOverrides(secret, byTable));
  }

  private static ResidencyDomain domain(dev.isochrone.api.v1.ResidencyDomain entry, FieldPath path)
      throws RefusedException {
    DomainName name = path.field("name").value(() -> new DomainName(entry.getName()));
    SortedSet<Region> regions = new TreeSet<>();
    for (String region : entry.getRegionList()) {
      FieldPath at = path.field("region").element(regions.size());
      at.require(regions.add(at.value(() -> new Region(region))), "named twice");
    }
    return path.value(() -> new ResidencyDomain(name, regions));
  }

  private static dev.isochrone.api.v1.RegionEntry region(RegionEntry region) {
    dev.isochrone.api.v1.RegionEntry.Builder proto =
        dev.isochrone.api.v1.RegionEntry.newBuilder()
            .setName(region.region().name())
            .setOrigin(region.origin().number())
            .setLayoutVersion(region.layout().version());
    for (PartitionEntry partition : region.layout().partitions()) {
      dev.isochrone.api.v1.Partition.Builder entry = proto.addPartitionBuilder();
      entry.setId(partition.id());
      partition.replicas().forEach(node -> entry.addNode(node.name()));
      partition
          .slots()
          .forEach(slots -> entry.addSlotsBuilder().setFirst(slots.first()).setLast(slots.last()));
    }
    for (NodeEntry node : region.nodes().values()) {
      proto
          .addNodeBuilder()
          .setId(node.id().name())
          .setZone(node.zone().name())
          .setClient(EndpointWire.toProto(node.client()))
          .setInternal(EndpointWire.toProto(node.internal()))
          .setWeight(node.weight());
    }
    region.coordinates().map(HomeRuleWire::toProto).ifPresent(proto::setCoordinates);
    return proto.build();
  }

  private static RegionEntry region(dev.isochrone.api.v1.RegionEntry entry, FieldPath path)
      throws RefusedException {
    Region name = path.field("name").value(() -> new Region(entry.getName()));
    Origin origin = path.field("origin").value(() -> new Origin(entry.getOrigin()));
    List<PartitionEntry> partitions = new ArrayList<>();
    for (dev.isochrone.api.v1.Partition partition : entry.getPartitionList()) {
      partitions.add(partition(partition, path.field("partition").element(partitions.size())));
    }
    SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    for (dev.isochrone.api.v1.NodeEntry node : entry.getNodeList()) {
      FieldPath at = path.field("node").element(nodes.size());
      NodeEntry read = node(node, at);
      at.field("id").require(nodes.put(read.id(), read) == null, "named twice");
    }
    Optional<Coordinates> coordinates =
        entry.hasCoordinates()
            ? Optional.of(HomeRuleWire.read(entry.getCoordinates(), path.field("coordinates")))
            : Optional.empty();
    return path.value(
        () ->
            new RegionEntry(
                name,
                origin,
                new Layout(entry.getLayoutVersion(), partitions),
                nodes,
                coordinates));
  }

  private static PartitionEntry partition(dev.isochrone.api.v1.Partition entry, FieldPath path)
      throws RefusedException {
    List<SlotRange> slots = new ArrayList<>();
    for (dev.isochrone.api.v1.SlotRange range : entry.getSlotsList()) {
      FieldPath at = path.field("slots").element(slots.size());
      slots.add(at.value(() -> new SlotRange(range.getFirst(), range.getLast())));
    }
    List<NodeId> replicas = new ArrayList<>();
    for (String node : entry.getNodeList()) {
      replicas.add(path.field("node").element(replicas.size()).value(() -> new NodeId(node)));
    }
    return path.value(() -> new PartitionEntry(entry.getId(), slots, replicas));
  }

  private static NodeEntry node(dev.isochrone.api.v1.NodeEntry entry, FieldPath path)
      throws RefusedException {
    NodeId id = path.field("id").value(() -> new NodeId(entry.getId()));
    Zone zone = path.field("zone").value(() -> new Zone(entry.getZone()));
    Endpoint client = EndpointWire.read(entry.getClient(), path.field("client"));
    Endpoint internal = EndpointWire.read(entry.getInternal(), path.field("internal"));
    int weight = entry.getWeight() == 0 ? 1 : entry.getWeight(); // Of a release without weights.
    return path.value(() -> new NodeEntry(id, zone, client, internal, Optional.empty(), weight));
  }
}
