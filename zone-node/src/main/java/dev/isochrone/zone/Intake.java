package dev.isochrone.zone;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.replication.driver.RegionInbox;
import dev.isochrone.replication.grpc.Deliveries;
import dev.isochrone.replication.grpc.ReplicationService;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.zone.gateway.Gateway;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How what other regions send comes to the partitions of this one, whoever leads them. */
record Intake(
    Supplier<Directory> directory,
    RegionEntry region,
    NodeId self,
    Gateway gateway,
    Partitions partitions) {

  /** A service that takes links as soon as it is served. */
  ReplicationService open(
      Channels channels, Ticker ticker, ReplicationService.Time time, Consumer<Throwable> faults) {
    Layout layout = region.layout();
    LinkTarget target =
        new LinkTarget(
            directory.get().cluster().id(),
            new Peer(region.region(), region.origin()),
            FeatureLevels.SPOKEN,
            LinkTarget.CREDITS);
    OwnPartitions own =
        new OwnPartitions(
            region.region(),
            partitions,
            partition -> gateway.leader(partition).map(NodeEntry::client));
    PartitionPort all =
        own.orElse(
            new Deliveries(target, layout.version(), this::neighbours, channels::to, ticker));
    return new ReplicationService(
        target,
        new ReplicationService.Receivers(
            layout.version(), origin -> new RegionInbox(origin, layout, all), own),
        Residency.of(directory),
        time,
        faults);
  }

  /** The other nodes that hold a partition. */
  private List<Endpoint> neighbours(int partition) {
    RegionEntry inForce = directory.get().region(region.region()).orElse(region);
    return region.layout().partitions().get(partition).replicas().stream()
        .filter(node -> !node.equals(self))
        .flatMap(node -> Optional.ofNullable(inForce.nodes().get(node)).stream())
        .map(NodeEntry::internal)
        .toList();
  }
}
