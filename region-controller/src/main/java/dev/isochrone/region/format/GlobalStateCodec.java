package dev.isochrone.region.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.ResidencyDomain;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.Numbers;
import dev.isochrone.region.directory.RegionRecord;

/** The global directory, whole: docs/formats.md, section 19.4. */
public final class GlobalStateCodec implements Codec<GlobalDirectoryState> {
  private static final int FORMAT = 1;

  @Override
  public Bytes encode(GlobalDirectoryState state) {
    ByteWriter out = new ByteWriter(4_096).u8(FORMAT).u64(state.version());
    Forms.optional(out, state.cluster(), GlobalCommandCodec::cluster);
    Forms.list(out, state.regions().values(), GlobalStateCodec::region);
    Forms.list(out, state.tables().values(), TableForms::table);
    Forms.list(out, state.domains().values(), TableForms::domain);
    Numbers numbers = state.numbers();
    out.u32(numbers.origin()).u32(numbers.table());
    Forms.<Numbers.Created>list(
        out, numbers.created(), (to, made) -> to.string(made.request()).u32(made.table()));
    return out.toBytes();
  }

  @Override
  public GlobalDirectoryState decode(Bytes bytes) throws FormatException {
    return Forms.whole(bytes, "global directory", FORMAT, GlobalStateCodec::state);
  }

  private static GlobalDirectoryState state(ByteReader in) throws FormatException {
    return new GlobalDirectoryState(
        in.longNumber("version"),
        Forms.optional(in, GlobalCommandCodec::cluster),
        Forms.map(in, GlobalStateCodec::region, (RegionRecord region) -> region.spec().region()),
        Forms.map(in, TableForms::table, TableSpec::name),
        Forms.map(in, TableForms::domain, ResidencyDomain::name),
        new Numbers(
            in.number("next origin"),
            in.number("next table"),
            Forms.<Numbers.Created>list(
                in, from -> new Numbers.Created(from.string(), from.number("table id")))));
  }

  private static void region(ByteWriter out, RegionRecord region) {
    PlaceForms.spec(out, region.spec());
    out.origin(region.origin());
    Forms.optional(out, region.published(), PlaceForms::published);
  }

  private static RegionRecord region(ByteReader in) throws FormatException {
    return new RegionRecord(
        PlaceForms.spec(in), in.origin(), Forms.optional(in, PlaceForms::published));
  }
}
