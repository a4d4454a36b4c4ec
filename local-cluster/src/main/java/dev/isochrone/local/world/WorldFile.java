package dev.isochrone.local.world;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.local.LocalCertificates;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.region.config.FoundingFile;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.grpc.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All servers of a cluster on one machine, and where each of them listens: {@code
 * DIR/cluster.yaml}. It is written once, when the cluster is made, and read ever after.
 *
 * @param cluster its name
 * @param regions by name
 * @param domain servers call each other by the name {@code SERVER.domain}; absent: by address
 * @param tls whether every port speaks TLS; absent: no. The certificates are in {@code DIR/tls}
 */
public record WorldFile(
    String cluster,
    SortedMap<String, RegionPart> regions,
    @Nullable String domain,
    @Nullable Boolean tls) {
  private static final int CLIENT = 7400;
  private static final int INTERNAL = 7401;
  private static final int RAFT = 7402;
  private static final int HTTP = 7403;
  private static final int CONTROLLER = 200;

  /** Of private use by agreement, so that no name in it ever is somebody's. */
  private static final String DOMAIN = "isochrone.internal";

  /** The third vote of two regions. */
  private static final String WITNESS = "witness";

  /**
   * A region.
   *
   * @param witness whether it votes and holds no rows; absent: no
   * @param partitions absent: one
   * @param controllers by id
   * @param nodes by id; none of a witness
   */
  public record RegionPart(
      @Nullable Boolean witness,
      @Nullable Integer partitions,
      SortedMap<String, ControllerPart> controllers,
      SortedMap<String, NodePart> nodes) {
    public RegionPart {
      controllers =
          Collections.unmodifiableSortedMap(new TreeMap<>(required(controllers, "controllers")));
      nodes = Collections.unmodifiableSortedMap(new TreeMap<>(required(nodes, "nodes")));
    }

    private FoundingFile.RegionPart founding(Naming naming) {
      SortedMap<String, FoundingFile.ControllerPart> seats = new TreeMap<>();
      controllers.forEach(
          (id, at) ->
              seats.put(
                  id,
                  new FoundingFile.ControllerPart(
                      naming.named(id, at.internal()),
                      naming.named(id, at.raft()),
                      /* votes= */ null)));
      int zones = (int) nodes.values().stream().map(NodePart::zone).distinct().count();
      boolean data = !nodes.isEmpty();
      return new FoundingFile.RegionPart(
          witness,
          partitions,
          data ? Integer.valueOf(Math.min(zones, 3)) : null,
          data ? Integer.valueOf(nodes.size()) : null,
          /* coordinates= */ null,
          seats);
    }
  }

  /** How a server's address is told to the other servers. */
  private interface Naming {
    Address named(String server, Address at);
  }

  /**
   * Where a controller listens.
   *
   * @param http absent: it serves no pages, as in worlds that were made before there were any
   */
  public record ControllerPart(Address internal, Address raft, @Nullable Address http) {
    public ControllerPart {
      required(internal, "internal");
      required(raft, "raft");
    }
  }

  /** Where a node is, and listens. */
  public record NodePart(
      String zone, Address client, Address internal, Address raft, Address http) {
    public NodePart {
      required(zone, "zone");
      required(client, "client");
      required(internal, "internal");
      required(raft, "raft");
      required(http, "http");
    }
  }

  public WorldFile {
    required(cluster, "cluster");
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(required(regions, "regions")));
  }

  /** Reads the file. */
  public static WorldFile read(Path file) throws ConfigException {
    return YamlFile.read(file, WorldFile.class);
  }

  /**
   * A new cluster: a controller in each region, a node in each zone, and for two regions a witness.
   * Every server has an address of its own in a network of the loopback interface, and the usual
   * ports there.
   *
   * @param regions at most 250, each with at most 199 zones
   * @param partitions of each region
   * @param network the second byte of all addresses: 127.network.region.server
   */
  public static WorldFile plan(
      String cluster, SortedMap<Region, List<Zone>> regions, int partitions, int network) {
    SortedMap<String, RegionPart> parts = new TreeMap<>();
    int number = 1;
    for (Map.Entry<Region, List<Zone>> region : regions.entrySet()) {
      String prefix = "127." + network + "." + number++ + ".";
      SortedMap<String, NodePart> nodes = new TreeMap<>();
      for (Zone zone : region.getValue()) {
        nodes.put(region.getKey() + "-" + zone, node(zone, prefix + (nodes.size() + 1)));
      }
      parts.put(
          region.getKey().name(),
          new RegionPart(
              /* witness= */ null,
              partitions == 1 ? null : Integer.valueOf(partitions),
              controller(region.getKey().name(), prefix),
              nodes));
    }
    if (regions.size() == 2) {
      parts.put(
          WITNESS,
          new RegionPart(
              /* witness= */ true,
              /* partitions= */ null,
              controller(WITNESS, "127." + network + "." + number + "."),
              Collections.emptySortedMap()));
    }
    return new WorldFile(cluster, parts, DOMAIN, /* tls= */ null);
  }

  private static SortedMap<String, ControllerPart> controller(String region, String prefix) {
    String host = prefix + CONTROLLER;
    SortedMap<String, ControllerPart> one = new TreeMap<>();
    one.put(
        region + "-controller",
        new ControllerPart(
            new Address(host, INTERNAL), new Address(host, RAFT), new Address(host, HTTP)));
    return one;
  }

  private static NodePart node(Zone zone, String host) {
    return new NodePart(
        zone.name(),
        new Address(host, CLIENT),
        new Address(host, INTERNAL),
        new Address(host, RAFT),
        new Address(host, HTTP));
  }

  /** The same over TLS. */
  public WorldFile withTls() {
    return new WorldFile(cluster, regions, domain, /* tls= */ true);
  }

  /** Whether every port speaks TLS. */
  public boolean speaksTls() {
    return Boolean.TRUE.equals(tls);
  }

  /** Who needs a certificate. */
  List<LocalCertificates.Holder> holders() {
    List<LocalCertificates.Holder> holders = new ArrayList<>();
    regions.forEach(
        (name, part) -> {
          Region region = new Region(name);
          part.controllers()
              .forEach(
                  (id, at) ->
                      holders.add(
                          new LocalCertificates.Holder(id, region, hosts(id, at.internal()))));
          part.nodes()
              .forEach(
                  (id, at) ->
                      holders.add(
                          new LocalCertificates.Holder(id, region, hosts(id, at.client()))));
        });
    return holders;
  }

  /** What the controllers are told. */
  public FoundingFile founding() {
    SortedMap<String, FoundingFile.RegionPart> parts = new TreeMap<>();
    regions.forEach((name, part) -> parts.put(name, part.founding(this::told)));
    return new FoundingFile(cluster, parts);
  }

  /** Whether servers call each other by name. */
  public boolean hasNames() {
    return domain != null;
  }

  /** The name by which the other servers call this one. */
  public String nameOf(String server) {
    return server + "." + required(domain, "domain");
  }

  /** An address of this server, as the other servers are told it. */
  Address told(String server, Address at) {
    return hasNames() ? new Address(nameOf(server), at.port()) : at;
  }

  /** Behind every name the server itself. */
  public HostsFile direct() {
    HostsFile hosts = HostsFile.ofLocalhost();
    for (RegionPart region : regions.values()) {
      for (Map.Entry<String, ControllerPart> one : region.controllers().entrySet()) {
        hosts = hosts.with(nameOf(one.getKey()), one.getValue().internal().host());
      }
      for (Map.Entry<String, NodePart> one : region.nodes().entrySet()) {
        hosts = hosts.with(nameOf(one.getKey()), one.getValue().internal().host());
      }
    }
    return hosts;
  }

  private List<String> hosts(String server, Address at) {
    return hasNames() ? List.of(at.host(), nameOf(server)) : List.of(at.host());
  }

  /** Where controllers serve, in the order of regions and controllers. */
  List<Address> controllers() {
    return regions.values().stream()
        .flatMap(region -> region.controllers().values().stream())
        .map(ControllerPart::internal)
        .toList();
  }

  /** Where clients are served, in the order of regions and nodes. */
  public List<Address> clients() {
    return regions.values().stream()
        .flatMap(region -> region.nodes().values().stream())
        .map(NodePart::client)
        .toList();
  }
}
