package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.ring.Layouts;
import dev.isochrone.wire.grpc.Address;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The description of a cluster, as its file has it: what every server is told of all the others
 * while there is no controller. Every server of a cluster must be given the same.
 *
 * @param regions by name
 * @param domains residency domains by name, each with its regions; absent: none
 * @param tables by name
 */
public record ClusterFile(
    Identity cluster,
    SortedMap<String, RegionPart> regions,
    @Nullable SortedMap<String, List<String>> domains,
    SortedMap<String, TablePart> tables) {

  /** The cluster's lasting id, 32 hexadecimal digits, and its name for people. */
  public record Identity(String id, String name) {
    public Identity {
      required(id, "id");
      required(name, "name");
    }
  }

  /**
   * A region. How its partitions lie on its nodes is planned from what stands here ({@link
   * Layouts#plan}), so it changes with it: the data of a cluster that has some does not follow.
   *
   * @param origin the number of its present incarnation, from 1; no two regions share one
   * @param nodes by id
   * @param partitions absent: one
   * @param replicas of each partition, at most one in a zone; absent: three, or as many as there
   *     are zones
   * @param coordinates for tables whose rows live where they are nearest
   */
  public record RegionPart(
      Integer origin,
      SortedMap<String, NodePart> nodes,
      @Nullable Integer partitions,
      @Nullable Integer replicas,
      @Nullable CoordinatesPart coordinates) {
    public RegionPart {
      required(origin, "origin");
      nodes = copy(required(nodes, "nodes"));
      requireBetween(partitions, Layouts.PARTITIONS_MAX, "partitions");
      requireBetween(replicas, Layouts.REPLICAS_MAX, "replicas");
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a region needs 'nodes'");
      }
    }
  }

  /**
   * A node and where others reach it: for clients, for servers, for the consensus of its region.
   *
   * @param weight how much it holds beside the other nodes of its zone; absent: 1
   */
  public record NodePart(
      String zone, Address client, Address internal, Address raft, @Nullable Integer weight) {
    public NodePart {
      required(zone, "zone");
      requireReachable(required(client, "client"));
      requireReachable(required(internal, "internal"));
      requireReachable(required(raft, "raft"));
      requireBetween(weight, NodeEntry.WEIGHT_MAX, "weight");
    }
  }

  private static void requireReachable(Address told) {
    if (Wildcards.has(told)) {
      throw new IllegalArgumentException(
          told
              + " is every address of a machine, and here stands where others reach the node; what"
              + " it binds can stand in its own file, under 'listen'");
    }
  }

  public ClusterFile {
    required(cluster, "cluster");
    regions = copy(required(regions, "regions"));
    domains = domains == null ? null : copy(domains);
    tables = copy(required(tables, "tables"));
  }

  /** Reads a cluster's description. */
  public static Directory read(Path file) throws ConfigException {
    ClusterFile said = YamlFile.read(file, ClusterFile.class);
    try {
      return said.directory(1);
    } catch (IllegalArgumentException unfit) {
      throw ConfigException.in(file, String.valueOf(unfit.getMessage()));
    }
  }

  /**
   * What a file must say so that reading it gives this directory.
   *
   * @throws IllegalArgumentException no file says that: nodes without Raft endpoints, moved homes,
   *     a layout that is not as it would be planned
   */
  public static ClusterFile of(Directory directory) {
    SortedMap<String, RegionPart> regions = new TreeMap<>();
    directory.regions().forEach((region, entry) -> regions.put(region.name(), part(entry)));
    SortedMap<String, List<String>> domains = new TreeMap<>();
    directory
        .domains()
        .forEach(
            (name, domain) ->
                domains.put(name.name(), domain.regions().stream().map(Region::name).toList()));
    SortedMap<String, TablePart> tables = new TreeMap<>();
    directory.tables().forEach((name, table) -> tables.put(name.toString(), TablePart.of(table)));
    ClusterFile file =
        new ClusterFile(
            new Identity(directory.cluster().id().hex(), directory.cluster().name()),
            regions,
            domains.isEmpty() ? null : domains,
            tables);
    if (!file.directory(directory.version()).equals(directory)) {
      throw new IllegalArgumentException(
          "no file says what directory " + directory.version() + " does");
    }
    return file;
  }

  private Directory directory(long version) {
    SortedMap<Region, RegionEntry> entries = new TreeMap<>();
    regions.forEach(
        (name, part) -> {
          RegionEntry entry = at("regions." + name, () -> entry(new Region(name), part));
          entries.put(entry.region(), entry);
        });
    SortedMap<DomainName, ResidencyDomain> bounds = new TreeMap<>();
    if (domains != null) {
      domains.forEach(
          (name, members) -> {
            ResidencyDomain domain = at("domains." + name, () -> domain(name, members));
            bounds.put(domain.name(), domain);
          });
    }
    SortedMap<TableName, TableSpec> specs = new TreeMap<>();
    tables.forEach(
        (name, part) -> {
          TableSpec table =
              at(
                  "tables." + name,
                  () -> {
                    int unused = required(part.id(), "id");
                    return part.spec(TableName.parse(name), entries, bounds);
                  });
          specs.put(table.name(), table);
        });
    Directory.Cluster identity =
        at("cluster", () -> new Directory.Cluster(new ClusterId(cluster.id()), cluster.name()));
    return new Directory(version, identity, entries, specs, bounds);
  }

  private static ResidencyDomain domain(String name, List<String> members) {
    return new ResidencyDomain(
        new DomainName(name),
        members.stream().map(Region::new).collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Says where in the file something stands that its constructor does not take. */
  private static <T> T at(String place, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException(place + ": " + unfit.getMessage(), unfit);
    }
  }

  private static RegionEntry entry(Region region, RegionPart part) {
    SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    part.nodes()
        .forEach((name, node) -> nodes.put(new NodeId(name), entry(new NodeId(name), node)));
    Layout layout =
        Layouts.plan(
            nodes.values(),
            part.partitions() == null ? 1 : part.partitions(),
            part.replicas() == null ? Layouts.REPLICAS_DEFAULT : part.replicas());
    return new RegionEntry(
        region,
        new Origin(part.origin()),
        layout,
        nodes,
        Optional.ofNullable(part.coordinates()).map(CoordinatesPart::place));
  }

  private static NodeEntry entry(NodeId id, NodePart node) {
    return new NodeEntry(
        id,
        new Zone(node.zone()),
        endpoint(id, node.client()),
        endpoint(id, node.internal()),
        Optional.of(endpoint(id, node.raft())),
        node.weight() == null ? 1 : node.weight());
  }

  private static Endpoint endpoint(NodeId id, Address address) {
    return new Endpoint(id, address.host(), address.port());
  }

  private static RegionPart part(RegionEntry entry) {
    SortedMap<String, NodePart> nodes = new TreeMap<>();
    entry.nodes().forEach((id, node) -> nodes.put(id.name(), part(node)));
    List<PartitionEntry> partitions = entry.layout().partitions();
    int replicas = partitions.get(0).replicas().size();
    return new RegionPart(
        entry.origin().number(),
        nodes,
        partitions.size() == 1 ? null : partitions.size(),
        replicas == Layouts.REPLICAS_DEFAULT ? null : replicas,
        entry.coordinates().map(CoordinatesPart::of).orElse(null));
  }

  private static NodePart part(NodeEntry node) {
    Endpoint raft =
        node.raft()
            .orElseThrow(() -> new IllegalArgumentException(node.id() + " has no Raft endpoint"));
    return new NodePart(
        node.zone().name(),
        Address.of(node.client()),
        Address.of(node.internal()),
        Address.of(raft),
        node.weight() == 1 ? null : node.weight());
  }

  private static void requireBetween(@Nullable Integer number, int most, String key) {
    if (number != null && (number < 1 || number > most)) {
      throw new IllegalArgumentException(
          "'" + key + "' is " + number + ", and must be from 1 to " + most);
    }
  }

  private static <V> SortedMap<String, V> copy(SortedMap<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
