package dev.isochrone.region.directory;

import dev.isochrone.placement.PartitionEntry;
import java.util.List;

/** A change of a region's directory. Each may come twice, and late. */
public sealed interface RegionCommand {
  /** The first: which region this is. Another one than the known is refused. */
  record Bind(Binding binding) implements RegionCommand {}

  /** A node reports, when it starts. Refused under an id that another data directory has. */
  record Register(RegisteredNode node) implements RegionCommand {}

  /** Where the region's partitions lie: once, since they do not move in this release. */
  record Place(List<PartitionEntry> partitions) implements RegionCommand {
    public Place {
      partitions = List.copyOf(partitions);
    }
  }
}
