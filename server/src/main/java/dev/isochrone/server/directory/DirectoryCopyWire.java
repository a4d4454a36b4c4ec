package dev.isochrone.server.directory;

import dev.isochrone.api.internal.v1.FetchAnswer;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.EndpointWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.cluster.DirectoryWire;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Copies on the wire, and on disk. */
public final class DirectoryCopyWire {
  private DirectoryCopyWire() {}

  /** The whole copy; the Raft endpoints, which a directory does not carry, beside it. */
  public static FetchAnswer toProto(DirectoryCopy copy) {
    FetchAnswer.Builder proto =
        FetchAnswer.newBuilder()
            .setDirectory(DirectoryWire.toProto(copy.directory()))
            .setRegion(copy.region().name())
            .setGlobalVersion(copy.globalVersion())
            .setRegionVersion(copy.regionVersion());
    copy.directory().region(copy.region()).stream()
        .flatMap(region -> region.nodes().values().stream())
        .flatMap(node -> node.raft().stream())
        .forEach(raft -> proto.addRaft(EndpointWire.toProto(raft)));
    return proto.build();
  }

  /** The copy; empty if the answer says that the asker's is current. */
  public static Outcome<Optional<DirectoryCopy>> fromProto(FetchAnswer answer) {
    return FieldPath.total(
        () -> answer.hasDirectory() ? Optional.of(read(answer)) : Optional.empty());
  }

  private static DirectoryCopy read(FetchAnswer answer) throws RefusedException {
    Region region = FieldPath.of("region").value(() -> new Region(answer.getRegion()));
    SortedMap<NodeId, Endpoint> raft = new TreeMap<>();
    for (dev.isochrone.api.v1.Endpoint endpoint : answer.getRaftList()) {
      Endpoint read = EndpointWire.read(endpoint, FieldPath.of("raft").element(raft.size()));
      raft.put(read.node(), read);
    }
    Directory directory = DirectoryWire.fromProto(answer.getDirectory()).orThrow();
    return FieldPath.of("raft")
        .value(
            () ->
                new DirectoryCopy(
                    with(raft, directory, region),
                    region,
                    answer.getGlobalVersion(),
                    answer.getRegionVersion()));
  }

  private static Directory with(
      SortedMap<NodeId, Endpoint> raft, Directory directory, Region region) {
    RegionEntry own = directory.regions().get(region);
    if (own == null) {
      return directory;
    }
    SortedMap<NodeId, NodeEntry> nodes = new TreeMap<>();
    own.nodes()
        .forEach(
            (id, node) ->
                nodes.put(
                    id,
                    new NodeEntry(
                        id,
                        node.zone(),
                        node.client(),
                        node.internal(),
                        Optional.ofNullable(raft.get(id)),
                        node.weight())));
    SortedMap<Region, RegionEntry> regions = new TreeMap<>(directory.regions());
    regions.put(
        region, new RegionEntry(region, own.origin(), own.layout(), nodes, own.coordinates()));
    return new Directory(
        directory.version(),
        directory.cluster(),
        regions,
        directory.tables(),
        directory.domains(),
        directory.overrides(),
        directory.lastTableId());
  }
}
