package dev.isochrone.zone.gateway;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The nodes of this region by their names in its groups. Any thread. */
final class Neighbours {
  /** Drawn anew when another directory is in force. */
  private record Drawn(long version, Map<MemberId, NodeEntry> nodes) {}

  private final Region region;
  private final Supplier<Directory> directory;
  private volatile Drawn drawn;

  Neighbours(Region region, Supplier<Directory> directory) {
    this.region = region;
    this.directory = directory;
    this.drawn = draw(directory.get());
  }

  /** The node that is this member, if the directory has it. */
  Optional<NodeEntry> of(MemberId member) {
    Directory inForce = directory.get();
    Drawn known = drawn;
    if (known.version() != inForce.version()) {
      known = draw(inForce);
      drawn = known;
    }
    return Optional.ofNullable(known.nodes().get(member));
  }

  private Drawn draw(Directory from) {
    Map<MemberId, NodeEntry> nodes = new HashMap<>();
    from.region(region).stream()
        .flatMap(entry -> entry.nodes().values().stream())
        .forEach(node -> nodes.put(PartitionReplica.member(node.id()), node));
    return new Drawn(from.version(), nodes);
  }
}
