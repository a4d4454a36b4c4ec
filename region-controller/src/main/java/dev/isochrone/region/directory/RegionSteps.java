package dev.isochrone.region.directory;

import dev.isochrone.model.Region;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.ring.Layouts;
import java.util.List;
import java.util.Optional;

/**
 * What the leader of a region's directory has to do next, from what should be and what is. Pure;
 * each step is harmless if somebody else takes it too.
 *
 * @param own a change of the region's directory
 * @param world a change of the global one
 */
public record RegionSteps(Optional<RegionCommand> own, Optional<GlobalCommand> world) {
  /** Nothing. */
  public static final RegionSteps NONE = new RegionSteps(Optional.empty(), Optional.empty());

  /** The next steps of this region. */
  public static RegionSteps next(
      Region self, GlobalDirectoryState global, RegionDirectoryState region) {
    RegionRecord known = global.regions().get(self);
    if (region.binding().isEmpty()) {
      return known == null ? NONE : own(bind(global, known));
    } else if (region.layout().isEmpty()) {
      Binding bound = region.binding().get();
      return region.nodes().size() < bound.shape().nodes() ? NONE : place(bound.shape(), region);
    }
    boolean published = known == null || known.publishedVersion() >= region.version();
    return published ? NONE : world(self, region);
  }

  private static RegionSteps place(Shape shape, RegionDirectoryState region) {
    List<NodeEntry> nodes = region.nodes().values().stream().map(RegisteredNode::entry).toList();
    long zones = nodes.stream().map(NodeEntry::zone).distinct().count();
    return zones < shape.replicas()
        ? NONE
        : own(
            new RegionCommand.Place(
                Layouts.plan(nodes, shape.partitions(), shape.replicas()).partitions()));
  }

  private static RegionCommand bind(GlobalDirectoryState global, RegionRecord known) {
    RegionSpec spec = known.spec();
    return new RegionCommand.Bind(
        new Binding(
            global.cluster().orElseThrow().id(),
            spec.region(),
            known.origin(),
            spec.role(),
            spec.shape()));
  }

  private static RegionSteps own(RegionCommand command) {
    return new RegionSteps(Optional.of(command), Optional.empty());
  }

  private static RegionSteps world(Region self, RegionDirectoryState region) {
    GlobalCommand publish =
        new GlobalCommand.Publish(
            self, region.binding().orElseThrow().origin(), region.told().orElseThrow());
    return new RegionSteps(Optional.empty(), Optional.of(publish));
  }
}
