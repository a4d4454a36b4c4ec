package dev.isochrone.region.format;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.region.directory.Binding;
import dev.isochrone.region.directory.InstanceId;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegisteredNode;

/** Commands of a region's directory: docs/formats.md, section 19.3. */
public final class RegionCommandCodec implements Codec<RegionCommand> {
  private static final int FORMAT = 1;

  private static final int BIND = 1;
  private static final int REGISTER = 2;
  private static final int PLACE = 3;

  @Override
  public Bytes encode(RegionCommand command) {
    ByteWriter out = new ByteWriter().u8(FORMAT);
    if (command instanceof RegionCommand.Bind bind) {
      binding(out.u8(BIND), bind.binding());
    } else if (command instanceof RegionCommand.Register register) {
      node(out.u8(REGISTER), register.node());
    } else if (command instanceof RegionCommand.Place place) {
      PlaceForms.partitions(out.u8(PLACE), place.partitions());
    } else {
      throw new AssertionError(command);
    }
    return out.toBytes();
  }

  @Override
  public RegionCommand decode(Bytes bytes) throws FormatException {
    return Forms.whole(bytes, "region command", FORMAT, RegionCommandCodec::command);
  }

  private static RegionCommand command(ByteReader in) throws FormatException {
    int kind = in.u8();
    return switch (kind) {
      case BIND -> new RegionCommand.Bind(binding(in));
      case REGISTER -> new RegionCommand.Register(node(in));
      case PLACE -> new RegionCommand.Place(PlaceForms.partitions(in));
      default ->
          throw new FormatException(
              FormatException.Problem.NEWER_FORMAT, "region command of kind " + kind);
    };
  }

  static void binding(ByteWriter out, Binding binding) {
    Forms.id(out, binding.cluster().hex());
    out.string(binding.region().name()).origin(binding.origin()).u8(binding.role().number());
    PlaceForms.shape(out, binding.shape());
  }

  static Binding binding(ByteReader in) throws FormatException {
    return new Binding(
        new ClusterId(Forms.id(in)),
        PlaceForms.region(in),
        in.origin(),
        PlaceForms.role(in),
        PlaceForms.shape(in));
  }

  static void node(ByteWriter out, RegisteredNode node) {
    PlaceForms.node(out, node.entry());
    Forms.id(out, node.instance().hex());
  }

  static RegisteredNode node(ByteReader in) throws FormatException {
    return new RegisteredNode(PlaceForms.node(in), new InstanceId(Forms.id(in)));
  }
}
