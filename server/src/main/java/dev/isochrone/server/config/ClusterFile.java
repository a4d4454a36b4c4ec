package dev.isochrone.server.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.wire.grpc.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The description of a cluster, as its file has it: what every server is told of all the others
 * while there is no controller. Every server of a cluster must be given the same.
 *
 * @param regions by name
 * @param tables by name
 */
public record ClusterFile(
    Identity cluster, SortedMap<String, RegionPart> regions, SortedMap<String, TablePart> tables) {

  /** The cluster's lasting id, 32 hexadecimal digits, and its name for people. */
  public record Identity(String id, String name) {
    public Identity {
      required(id, "id");
      required(name, "name");
    }
  }

  /**
   * A region: one partition, with a replica on each of its nodes.
   *
   * @param origin the number of its present incarnation, from 1; no two regions share one
   * @param nodes by id
   */
  public record RegionPart(Integer origin, SortedMap<String, NodePart> nodes) {
    public RegionPart {
      required(origin, "origin");
      nodes = copy(required(nodes, "nodes"));
    }
  }

  /** A node and where it listens: for clients, for servers, for the consensus of its region. */
  public record NodePart(String zone, Address client, Address internal, Address raft) {
    public NodePart {
      required(zone, "zone");
      requireLoopback(required(client, "client"));
      requireLoopback(required(internal, "internal"));
      requireLoopback(required(raft, "raft"));
    }
  }

  public ClusterFile {
    required(cluster, "cluster");
    regions = copy(required(regions, "regions"));
    tables = copy(required(tables, "tables"));
  }

  /** Reads a cluster's description. */
  public static Directory read(Path file) throws ConfigException {
    ClusterFile said = YamlFile.read(file, ClusterFile.class);
    try {
      return said.directory();
    } catch (IllegalArgumentException unfit) {
      throw ConfigException.in(file, String.valueOf(unfit.getMessage()));
    }
  }

  /** What a file must say so that reading it gives this directory. */
  public static ClusterFile of(Directory directory) {
    SortedMap<String, RegionPart> regions = new TreeMap<>();
    directory.regions().forEach((region, entry) -> regions.put(region.name(), part(entry)));
    SortedMap<String, TablePart> tables = new TreeMap<>();
    directory.tables().forEach((name, table) -> tables.put(name.toString(), TablePart.of(table)));
    return new ClusterFile(
        new Identity(directory.cluster().id().hex(), directory.cluster().name()), regions, tables);
  }

  private Directory directory() {
    SortedMap<Region, RegionEntry> entries = new TreeMap<>();
    regions.forEach((name, part) -> entries.put(new Region(name), entry(new Region(name), part)));
    SortedMap<TableName, TableSpec> specs = new TreeMap<>();
    tables.forEach(
        (name, part) -> specs.put(TableName.parse(name), part.spec(TableName.parse(name))));
    return new Directory(
        1, new Directory.Cluster(new ClusterId(cluster.id()), cluster.name()), entries, specs);
  }

  private static RegionEntry entry(Region region, RegionPart part) {
    SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    part.nodes()
        .forEach((name, node) -> nodes.put(new NodeId(name), entry(new NodeId(name), node)));
    Layout layout =
        new Layout(
            1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), List.copyOf(nodes.keySet()))));
    return new RegionEntry(region, new Origin(part.origin()), layout, nodes);
  }

  private static NodeEntry entry(NodeId id, NodePart node) {
    return new NodeEntry(
        id,
        new Zone(node.zone()),
        endpoint(id, node.client()),
        endpoint(id, node.internal()),
        Optional.of(endpoint(id, node.raft())));
  }

  private static Endpoint endpoint(NodeId id, Address address) {
    return new Endpoint(id, address.host(), address.port());
  }

  private static RegionPart part(RegionEntry entry) {
    SortedMap<String, NodePart> nodes = new TreeMap<>();
    entry
        .nodes()
        .forEach(
            (id, node) ->
                nodes.put(
                    id.name(),
                    new NodePart(
                        node.zone().name(),
                        Address.of(node.client()),
                        Address.of(node.internal()),
                        Address.of(
                            node.raft()
                                .orElseThrow(
                                    () ->
                                        new IllegalArgumentException(
                                            id + " has no Raft endpoint"))))));
    return new RegionPart(entry.origin().number(), nodes);
  }

  private static void requireLoopback(Address address) {
    try {
      if (!InetAddress.getByName(address.host()).isLoopbackAddress()) {
        throw new IllegalArgumentException(
            address
                + " can be reached from other machines, and this release has no TLS: use 127.0.0.1");
      }
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("no address is known for " + address, unknown);
    }
  }

  private static <V> SortedMap<String, V> copy(SortedMap<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
