package dev.isochrone.region.format;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Zone;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.region.directory.Published;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.Shape;
import java.util.List;
import java.util.Optional;

/** Regions, nodes, partitions and where they are: docs/formats.md, section 19.1. */
final class PlaceForms {
  private PlaceForms() {}

  static void spec(ByteWriter out, RegionSpec spec) {
    out.string(spec.region().name()).u8(spec.role().number());
    Forms.optional(
        out,
        spec.location(),
        (to, location) -> to.u32(location.latitude()).u32(location.longitude()));
    shape(out, spec.shape());
    controllers(out, spec.controllers());
  }

  static RegionSpec spec(ByteReader in) throws FormatException {
    Region region = region(in);
    RegionRole role = role(in);
    Optional<Coordinates> location =
        Forms.optional(in, from -> new Coordinates(from.u32(), from.u32()));
    return new RegionSpec(region, role, location, shape(in), controllers(in));
  }

  static Region region(ByteReader in) throws FormatException {
    return new Region(in.string());
  }

  static RegionRole role(ByteReader in) throws FormatException {
    return Forms.numbered(in, RegionRole.values(), RegionRole::number, "role of a region");
  }

  static void shape(ByteWriter out, Shape shape) {
    out.u32(shape.partitions()).u32(shape.replicas()).u32(shape.nodes());
  }

  static Shape shape(ByteReader in) throws FormatException {
    return new Shape(in.u32(), in.u32(), in.u32());
  }

  static void controllers(ByteWriter out, List<Endpoint> controllers) {
    Forms.list(
        out,
        controllers,
        (to, controller) -> {
          to.string(controller.node().name());
          address(to, controller);
        });
  }

  static List<Endpoint> controllers(ByteReader in) throws FormatException {
    return List.copyOf(
        Forms.map(
                in,
                from -> address(from, new NodeId(from.string())),
                (Endpoint controller) -> controller.node())
            .values());
  }

  static void published(ByteWriter out, Published told) {
    out.u64(told.version());
    layout(out, told.layout());
    Forms.list(out, told.nodes().values(), PlaceForms::node);
  }

  static Published published(ByteReader in) throws FormatException {
    return new Published(
        in.longNumber("version"), layout(in), Forms.map(in, PlaceForms::node, NodeEntry::id));
  }

  static void node(ByteWriter out, NodeEntry node) {
    out.string(node.id().name()).string(node.zone().name());
    address(out, node.client());
    address(out, node.internal());
    Forms.optional(out, node.raft(), PlaceForms::address);
    out.u8(node.weight());
  }

  static NodeEntry node(ByteReader in) throws FormatException {
    NodeId id = new NodeId(in.string());
    return new NodeEntry(
        id,
        new Zone(in.string()),
        address(in, id),
        address(in, id),
        Forms.optional(in, from -> address(from, id)),
        in.u8());
  }

  static void layout(ByteWriter out, Layout layout) {
    out.u64(layout.version());
    partitions(out, layout.partitions());
  }

  static Layout layout(ByteReader in) throws FormatException {
    return new Layout(in.longNumber("layout version"), partitions(in));
  }

  static void partitions(ByteWriter out, List<PartitionEntry> partitions) {
    Forms.list(
        out,
        partitions,
        (to, partition) -> {
          to.u32(partition.id());
          Forms.<SlotRange>list(
              to, partition.slots(), (at, slots) -> at.u16(slots.first()).u16(slots.last()));
          Forms.<NodeId>list(to, partition.replicas(), (at, node) -> at.string(node.name()));
        });
  }

  static List<PartitionEntry> partitions(ByteReader in) throws FormatException {
    return Forms.list(
        in,
        from ->
            new PartitionEntry(
                from.number("partition"),
                Forms.<SlotRange>list(from, at -> new SlotRange(at.u16(), at.u16())),
                List.copyOf(
                    Forms.map(from, at -> new NodeId(at.string()), (NodeId node) -> node)
                        .keySet())));
  }

  private static void address(ByteWriter out, Endpoint endpoint) {
    out.string(endpoint.host()).u16(endpoint.port());
  }

  private static Endpoint address(ByteReader in, NodeId node) throws FormatException {
    return new Endpoint(node, in.string(), in.u16());
  }
}
