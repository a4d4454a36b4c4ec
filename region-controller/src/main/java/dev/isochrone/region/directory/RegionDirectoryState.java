package dev.isochrone.region.directory;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.RegionEntry;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A region's nodes, and where its partitions lie. Immutable.
 *
 * <p>Invariants: a change raises the version by one, nothing else does; a node id belongs to one
 * data directory for good; partitions are placed once, on nodes that are known, each with one
 * replica per zone.
 *
 * @param version 0 before it is bound
 * @param binding empty before the region is bound to its cluster
 * @param layout empty before its partitions are placed
 */
public record RegionDirectoryState(
    long version,
    Optional<Binding> binding,
    SortedMap<NodeId, RegisteredNode> nodes,
    Optional<Layout> layout) {

  /** Before anything. */
  public static final RegionDirectoryState EMPTY =
      new RegionDirectoryState(0, Optional.empty(), new TreeMap<>(), Optional.empty());

  public RegionDirectoryState {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    if (version < 0 || binding.isPresent() != version > 0) {
      throw new IllegalArgumentException("version " + version + ", " + binding);
    }
  }

  /** The next state; a function of this one and the command, equal on every member. */
  public Reply<RegionDirectoryState> apply(RegionCommand command) {
    if (command instanceof RegionCommand.Bind bind) {
      return bind(bind.binding());
    } else if (binding.isEmpty()) {
      return refused(RefusalCode.NOT_READY, "this region belongs to no cluster yet");
    } else if (command instanceof RegionCommand.Register register) {
      return register(binding.get(), register.node());
    } else if (command instanceof RegionCommand.Place place) {
      return place(binding.get(), place.partitions());
    }
    throw new AssertionError(command);
  }

  /** The region as its own nodes see it; empty before its partitions are placed. */
  public Optional<RegionEntry> entry() {
    return layout.map(
        placed -> {
          Binding bound = binding.orElseThrow();
          return new RegionEntry(bound.region(), bound.origin(), placed, entries());
        });
  }

  /** What there is to tell other regions; empty before its partitions are placed. */
  public Optional<Published> told() {
    SortedMap<NodeId, NodeEntry> outside = new TreeMap<>();
    entries().forEach((id, node) -> outside.put(id, withoutRaft(node)));
    return layout.map(placed -> new Published(version, placed, outside));
  }

  private SortedMap<NodeId, NodeEntry> entries() {
    SortedMap<NodeId, NodeEntry> entries = new TreeMap<>();
    nodes.forEach((id, node) -> entries.put(id, node.entry()));
    return entries;
  }

  private static NodeEntry withoutRaft(NodeEntry node) {
    return new NodeEntry(
        node.id(), node.zone(), node.client(), node.internal(), Optional.empty(), node.weight());
  }

  private Reply<RegionDirectoryState> bind(Binding wanted) {
    if (binding.isEmpty()) {
      return Reply.done(new RegionDirectoryState(1, Optional.of(wanted), nodes, layout));
    }
    return binding.get().equals(wanted)
        ? Reply.done(this)
        : refused(
            RefusalCode.WRONG_CLUSTER,
            "this directory is of "
                + named(binding.get())
                + "; it was taken for that of "
                + named(wanted));
  }

  private static String named(Binding binding) {
    return binding.region() + " (" + binding.origin() + ") in cluster " + binding.cluster();
  }

  private Reply<RegionDirectoryState> register(Binding bound, RegisteredNode node) {
    NodeId id = node.entry().id();
    RegisteredNode known = nodes.get(id);
    if (bound.role() != RegionRole.DATA) {
      return refused(RefusalCode.INVALID_REQUEST, bound.region() + " is a witness without data");
    } else if (known == null && nodes.size() == Shape.NODES_MAX) {
      return refused(RefusalCode.TOO_LARGE, "a region has at most " + Shape.NODES_MAX + " nodes");
    } else if (known != null && !known.instance().equals(node.instance())) {
      return refused(
          RefusalCode.WRONG_CLUSTER,
          id
              + " is the node with the instance id "
              + known.instance()
              + "; what reports as "
              + id
              + " has "
              + node.instance()
              + ". A node that lost its data comes back under a new id");
    } else if (known != null && !known.entry().zone().equals(node.entry().zone()) && holds(id)) {
      return refused(
          RefusalCode.INVALID_REQUEST,
          id + " holds replicas in zone " + known.entry().zone() + ", and can't move");
    } else if (node.equals(known)) {
      return Reply.done(this);
    }
    SortedMap<NodeId, RegisteredNode> next = new TreeMap<>(nodes);
    next.put(id, node);
    return Reply.done(new RegionDirectoryState(version + 1, binding, next, layout));
  }

  private boolean holds(NodeId node) {
    return layout.stream()
        .flatMap(placed -> placed.partitions().stream())
        .anyMatch(partition -> partition.replicas().contains(node));
  }

  private Reply<RegionDirectoryState> place(Binding bound, List<PartitionEntry> partitions) {
    if (layout.isPresent()) {
      return layout.get().partitions().equals(partitions)
          ? Reply.done(this)
          : refused(
              RefusalCode.NOT_SUPPORTED,
              "partitions of " + bound.region() + " are placed; moving them is not built");
    } else if (partitions.size() != bound.shape().partitions()) {
      return refused(
          RefusalCode.INVALID_REQUEST,
          partitions.size() + " partitions, where there should be " + bound.shape().partitions());
    }
    for (PartitionEntry partition : partitions) {
      Optional<String> unfit = unfit(partition, bound.shape().replicas());
      if (unfit.isPresent()) {
        return refused(RefusalCode.INVALID_REQUEST, unfit.get());
      }
    }
    try {
      Layout placed = new Layout(1, partitions);
      return Reply.done(new RegionDirectoryState(version + 1, binding, nodes, Optional.of(placed)));
    } catch (IllegalArgumentException unfit) {
      return refused(RefusalCode.INVALID_REQUEST, String.valueOf(unfit.getMessage()));
    }
  }

  private Optional<String> unfit(PartitionEntry partition, int replicas) {
    List<Zone> zones =
        partition.replicas().stream()
            .flatMap(id -> Optional.ofNullable(nodes.get(id)).stream())
            .map(node -> node.entry().zone())
            .toList();
    boolean fits =
        zones.size() == replicas
            && partition.replicas().size() == replicas
            && zones.stream().collect(Collectors.toSet()).size() == replicas;
    return fits
        ? Optional.empty()
        : Optional.of(
            "partition "
                + partition.id()
                + " on "
                + partition.replicas()
                + ": not "
                + replicas
                + " known nodes in as many zones");
  }

  private Reply<RegionDirectoryState> refused(RefusalCode code, String why) {
    return Reply.refused(this, code, why);
  }
}
