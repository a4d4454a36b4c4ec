package dev.isochrone.region.format;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.placement.Directory;
import dev.isochrone.region.directory.GlobalCommand;

/** Commands of the global directory: docs/formats.md, section 19.3. */
public final class GlobalCommandCodec implements Codec<GlobalCommand> {
  private static final int FORMAT = 1;

  private static final int INIT = 1;
  private static final int ADD_REGION = 2;
  private static final int MOVE_CONTROLLERS = 3;
  private static final int BEGIN_INCARNATION = 4;
  private static final int PUBLISH = 5;
  private static final int CREATE_TABLE = 6;
  private static final int ADD_COLUMN = 7;
  private static final int SET_PLACEMENT = 8;
  private static final int DROP_TABLE = 9;
  private static final int CREATE_DOMAIN = 10;
  private static final int DROP_DOMAIN = 11;

  @Override
  public Bytes encode(GlobalCommand command) {
    ByteWriter out = new ByteWriter().u8(FORMAT);
    if (command instanceof GlobalCommand.Init init) {
      cluster(out.u8(INIT), init.cluster());
      Forms.list(out, init.regions(), PlaceForms::spec);
    } else if (command instanceof GlobalCommand.AddRegion add) {
      PlaceForms.spec(out.u8(ADD_REGION), add.spec());
    } else if (command instanceof GlobalCommand.MoveControllers move) {
      out.u8(MOVE_CONTROLLERS).string(move.region().name());
      PlaceForms.controllers(out, move.controllers());
    } else if (command instanceof GlobalCommand.BeginIncarnation begin) {
      out.u8(BEGIN_INCARNATION).string(begin.region().name()).origin(begin.lost());
    } else if (command instanceof GlobalCommand.Publish publish) {
      out.u8(PUBLISH).string(publish.region().name()).origin(publish.origin());
      PlaceForms.published(out, publish.told());
    } else if (command instanceof GlobalCommand.CreateDomain create) {
      TableForms.domain(out.u8(CREATE_DOMAIN), create.domain());
    } else if (command instanceof GlobalCommand.DropDomain drop) {
      out.u8(DROP_DOMAIN).string(drop.domain().name());
    } else {
      ofTables(out, command);
    }
    return out.toBytes();
  }

  private static void ofTables(ByteWriter out, GlobalCommand command) {
    if (command instanceof GlobalCommand.CreateTable create) {
      TableForms.table(out.u8(CREATE_TABLE).string(create.request()), create.wanted());
    } else if (command instanceof GlobalCommand.AddColumn add) {
      TableForms.name(out.u8(ADD_COLUMN), add.table());
      TableForms.column(out.u32(add.id()), add.column());
    } else if (command instanceof GlobalCommand.SetPlacement set) {
      TableForms.name(out.u8(SET_PLACEMENT), set.table());
      TableForms.placement(out.u32(set.id()), set.placement());
    } else if (command instanceof GlobalCommand.DropTable drop) {
      TableForms.name(out.u8(DROP_TABLE), drop.table());
      out.u32(drop.id());
    } else {
      throw new AssertionError(command);
    }
  }

  @Override
  public GlobalCommand decode(Bytes bytes) throws FormatException {
    return Forms.whole(bytes, "global command", FORMAT, GlobalCommandCodec::command);
  }

  private static GlobalCommand command(ByteReader in) throws FormatException {
    int kind = in.u8();
    return switch (kind) {
      case INIT -> new GlobalCommand.Init(cluster(in), Forms.list(in, PlaceForms::spec));
      case ADD_REGION -> new GlobalCommand.AddRegion(PlaceForms.spec(in));
      case MOVE_CONTROLLERS ->
          new GlobalCommand.MoveControllers(PlaceForms.region(in), PlaceForms.controllers(in));
      case BEGIN_INCARNATION ->
          new GlobalCommand.BeginIncarnation(PlaceForms.region(in), in.origin());
      case PUBLISH ->
          new GlobalCommand.Publish(PlaceForms.region(in), in.origin(), PlaceForms.published(in));
      case CREATE_TABLE -> new GlobalCommand.CreateTable(in.string(), TableForms.table(in));
      case ADD_COLUMN ->
          new GlobalCommand.AddColumn(
              TableForms.name(in), in.number("table id"), TableForms.column(in));
      case SET_PLACEMENT ->
          new GlobalCommand.SetPlacement(
              TableForms.name(in), in.number("table id"), TableForms.placement(in));
      case DROP_TABLE -> new GlobalCommand.DropTable(TableForms.name(in), in.number("table id"));
      case CREATE_DOMAIN -> new GlobalCommand.CreateDomain(TableForms.domain(in));
      case DROP_DOMAIN -> new GlobalCommand.DropDomain(new DomainName(in.string()));
      default ->
          throw new FormatException(
              FormatException.Problem.NEWER_FORMAT, "global command of kind " + kind);
    };
  }

  static void cluster(ByteWriter out, Directory.Cluster cluster) {
    Forms.id(out, cluster.id().hex());
    out.string(cluster.name());
  }

  static Directory.Cluster cluster(ByteReader in) throws FormatException {
    return new Directory.Cluster(new ClusterId(Forms.id(in)), in.string());
  }
}
