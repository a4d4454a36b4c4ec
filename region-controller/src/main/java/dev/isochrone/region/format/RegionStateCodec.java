package dev.isochrone.region.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.RegisteredNode;

/** A region's directory, whole: docs/formats.md, section 19.4. */
public final class RegionStateCodec implements Codec<RegionDirectoryState> {
  private static final int FORMAT = 1;

  @Override
  public Bytes encode(RegionDirectoryState state) {
    ByteWriter out = new ByteWriter(1_024).u8(FORMAT).u64(state.version());
    Forms.optional(out, state.binding(), RegionCommandCodec::binding);
    Forms.list(out, state.nodes().values(), RegionCommandCodec::node);
    Forms.optional(out, state.layout(), PlaceForms::layout);
    return out.toBytes();
  }

  @Override
  public RegionDirectoryState decode(Bytes bytes) throws FormatException {
    return Forms.whole(bytes, "region directory", FORMAT, RegionStateCodec::state);
  }

  private static RegionDirectoryState state(ByteReader in) throws FormatException {
    return new RegionDirectoryState(
        in.longNumber("version"),
        Forms.optional(in, RegionCommandCodec::binding),
        Forms.map(in, RegionCommandCodec::node, (RegisteredNode node) -> node.entry().id()),
        Forms.optional(in, PlaceForms::layout));
  }
}
