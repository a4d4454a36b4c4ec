package dev.isochrone.cli.status;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.wire.cluster.ReplicaStatus.LinkState;
import dev.isochrone.wire.grpc.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cluster in which everything is well, until something is planted: {@code eu-west} with three
 * nodes and a controller, {@code us-east} with one node; one partition each.
 */
final class Ward {
  static final Region EU = new Region("eu-west");
  static final Region US = new Region("us-east");
  static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
  private static final List<String> EU_NODES = List.of("eu-west-a", "eu-west-b", "eu-west-c");
  private static final Address CONTROLLER = new Address("127.10.1.200", 7_401);

  private final Set<String> silent = new HashSet<>();
  private final Map<String, List<ReplicaStatus.Silent>> missedBy = new HashMap<>();
  private final Map<String, List<ReplicaStatus.StandingStill>> still = new HashMap<>();
  private final Map<String, Duration> leaderless = new HashMap<>();
  private final Map<String, Duration> full = new HashMap<>();
  private final Set<String> leaders = new HashSet<>(Set.of("eu-west-a", "us-east-a"));
  private Duration controllerSilent = Duration.ZERO;
  private LinkState link = LinkState.STREAMING;
  private Optional<Duration> lag = Optional.of(Duration.ofMillis(500));
  private boolean lone;

  Ward silent(String... nodes) {
    silent.addAll(List.of(nodes));
    return this;
  }

  /** The leader misses a member. */
  Ward missed(String leader, String member, Duration lasted) {
    missedBy
        .computeIfAbsent(leader, l -> new ArrayList<>())
        .add(new ReplicaStatus.Silent(new NodeId(member), lasted));
    return this;
  }

  Ward standingStill(String teller, String member, Duration lasted) {
    still
        .computeIfAbsent(teller, t -> new ArrayList<>())
        .add(new ReplicaStatus.StandingStill(new NodeId(member), lasted));
    return this;
  }

  Ward leaderless(String node, Duration lasted) {
    leaders.remove("eu-west-a");
    leaderless.put(node, lasted);
    return this;
  }

  Ward full(String node, Duration lasted) {
    full.put(node, lasted);
    return this;
  }

  Ward controllerSilent(Duration lasted) {
    controllerSilent = lasted;
    return this;
  }

  /** Of eu-west's link to us-east. */
  Ward link(LinkState state, Optional<Duration> behind) {
    link = state;
    lag = behind;
    return this;
  }

  Ward loneDomain() {
    lone = true;
    return this;
  }

  List<Finding> findings() {
    SortedMap<NodeId, Outcome<NodeStatus>> told = new TreeMap<>();
    EU_NODES.forEach(node -> told.put(new NodeId(node), answer(node, EU)));
    told.put(new NodeId("us-east-a"), answer("us-east-a", US));
    return Diagnosis.of(directory(), told);
  }

  private Outcome<NodeStatus> answer(String node, Region region) {
    return silent.contains(node)
        ? Outcome.refused(
            Refusal.later(RefusalCode.HOME_UNREACHABLE, "nobody listens", Duration.ZERO))
        : Outcome.done(
            new NodeStatus(
                region,
                new NodeId(node),
                HlcTimestamp.of(NOW.toEpochMilli(), 0),
                List.of(replica(node, region)),
                new NodeStatus.Around(
                    region.equals(EU)
                        ? List.of(new NodeStatus.Controller(CONTROLLER, controllerSilent))
                        : List.of(),
                    Optional.ofNullable(full.get(node)))));
  }

  private ReplicaStatus replica(String node, Region region) {
    boolean leads = leaders.contains(node);
    return new ReplicaStatus(
        0,
        new ReplicaStatus.Leadership(
            7,
            leads,
            Optional.empty(),
            leaderless.getOrDefault(node, Duration.ZERO),
            missedBy.getOrDefault(node, List.of())),
        new ReplicaStatus.Progress(7, 100, 90, still.getOrDefault(node, List.of())),
        HlcTimestamp.of(1, 0),
        new ReplicaStatus.Outbox(9, 8, leads ? List.of(link(region)) : List.of()),
        List.of(),
        List.of(),
        new ReplicaStatus.Storage(0, 0, 0, 0),
        new ReplicaStatus.RowCache(0, 0, 0),
        new ReplicaStatus.Queue(0, 0, 0),
        Bytes.wrap(new byte[ReplicaStatus.DIGEST_BYTES]));
  }

  private ReplicaStatus.Link link(Region from) {
    boolean planted = from.equals(EU);
    return new ReplicaStatus.Link(
        planted ? US : EU,
        planted ? link : LinkState.STREAMING,
        planted && link != LinkState.STREAMING ? "the test wants it" : "",
        5,
        new ReplicaStatus.Behind(
            planted ? lag : Optional.of(Duration.ofMillis(400)), planted ? 12 : 0, 0),
        0);
  }

  private Directory directory() {
    return new Directory(
        1,
        new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "ward"),
        new TreeMap<>(Map.of(EU, region(EU, 1, EU_NODES), US, region(US, 2, List.of("us-east-a")))),
        new TreeMap<>(),
        lone
            ? new TreeMap<>(
                Map.of(
                    new DomainName("eu"),
                    new ResidencyDomain(new DomainName("eu"), new TreeSet<>(Set.of(EU)))))
            : new TreeMap<>());
  }

  private static RegionEntry region(Region region, int origin, List<String> names) {
    List<NodeId> ids = names.stream().map(NodeId::new).toList();
    TreeMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    for (NodeId id : ids) {
      String host = "127.10." + origin + "." + (nodes.size() + 1);
      nodes.put(
          id,
          new NodeEntry(
              id,
              new Zone("z" + nodes.size()),
              new Endpoint(id, host, 7_400),
              new Endpoint(id, host, 7_401),
              Optional.empty()));
    }
    return new RegionEntry(
        region,
        new Origin(origin),
        new Layout(1, List.of(new PartitionEntry(0, List.of(SlotRange.ALL), ids))),
        nodes);
  }
}
