package dev.isochrone.region.directory;

import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What commands do to tables. Pure: each gives the state after it. */
final class TableChanges {
  /** Columns and mapped values of all tables: so that a directory fits into one message. */
  static final int NAMES_MAX = 20_000;

  private final GlobalDirectoryState state;

  TableChanges(GlobalDirectoryState state) {
    this.state = state;
  }

  Reply<GlobalDirectoryState> apply(GlobalCommand command) {
    if (command instanceof GlobalCommand.CreateTable create) {
      return create(create.request(), create.wanted());
    } else if (command instanceof GlobalCommand.AddColumn add) {
      return meant(add.table(), add.id())
          .map(table -> addColumn(table, add.column()))
          .orElseGet(() -> noSuchTable(add.table(), add.id()));
    } else if (command instanceof GlobalCommand.SetPlacement set) {
      return meant(set.table(), set.id())
          .map(table -> setPlacement(table, set.placement()))
          .orElseGet(() -> noSuchTable(set.table(), set.id()));
    } else if (command instanceof GlobalCommand.DropTable drop) {
      return drop(drop.table(), drop.id());
    }
    throw new AssertionError(command);
  }

  private Reply<GlobalDirectoryState> create(String request, TableSpec wanted) {
    if (state.numbers().madeBy(request).isPresent()) {
      return Reply.done(state); // Also if that table was changed or dropped since.
    }
    TableSpec known = state.tables().get(wanted.name());
    if (known != null) {
      return same(known, wanted)
          ? Reply.done(state)
          : state.refused(
              RefusalCode.INVALID_REQUEST,
              "there is a table " + wanted.name() + " already, and it is another one");
    } else if (state.tables().size() == GlobalDirectoryState.TABLES_MAX) {
      return tooMany(GlobalDirectoryState.TABLES_MAX + " tables");
    } else if (names() + names(wanted) > NAMES_MAX) {
      return tooMany(NAMES_MAX + " columns and mapped values in all tables");
    }
    TableSpec made =
        new TableSpec(
            state.numbers().table(),
            wanted.name(),
            wanted.key(),
            wanted.partitionKeyColumns(),
            wanted.columns(),
            wanted.placement(),
            TableSpec.Versions.FIRST);
    return with(made, state.numbers().tableGiven(request));
  }

  private Reply<GlobalDirectoryState> addColumn(TableSpec table, Column column) {
    if (table.columns().contains(column)) {
      return Reply.done(state);
    } else if (table.columns().isEmpty()) {
      return state.refused(
          RefusalCode.INVALID_REQUEST,
          table.name() + " takes any document; rows that are there may not fit a declared column");
    } else if (names() == NAMES_MAX) {
      return tooMany(NAMES_MAX + " columns and mapped values in all tables");
    }
    List<Column> columns = new ArrayList<>(table.columns());
    columns.add(column);
    TableSpec.Versions old = table.versions();
    try {
      return with(
          new TableSpec(
              table.id(),
              table.name(),
              table.key(),
              table.partitionKeyColumns(),
              columns,
              table.placement(),
              new TableSpec.Versions(old.rule(), old.schema() + 1, old.policy())),
          state.numbers());
    } catch (IllegalArgumentException unfit) {
      return state.refused(RefusalCode.INVALID_REQUEST, String.valueOf(unfit.getMessage()));
    }
  }

  /**
   * A table may have rows from the moment it is known, and nobody here can tell that it has none: a
   * node far away may have taken a write meanwhile.
   */
  private Reply<GlobalDirectoryState> setPlacement(TableSpec table, TableSpec.Placement placement) {
    return table.placement().equals(placement)
        ? Reply.done(state)
        : state.refused(
            RefusalCode.NOT_SUPPORTED,
            table.name()
                + " may hold rows, and moving them to where another rule has them is not built;"
                + " make a new table with that rule");
  }

  private Reply<GlobalDirectoryState> drop(TableName name, int id) {
    if (meant(name, id).isPresent()) {
      return state.withTables(tables -> tables.remove(name), state.numbers());
    }
    boolean was = id >= 1 && id < state.numbers().table();
    return was ? Reply.done(state) : noSuchTable(name, id);
  }

  private Reply<GlobalDirectoryState> with(TableSpec table, Numbers given) {
    return state.withTables(tables -> tables.put(table.name(), table), given);
  }

  private Optional<TableSpec> meant(TableName name, int id) {
    return Optional.ofNullable(state.tables().get(name)).filter(table -> table.id() == id);
  }

  private Reply<GlobalDirectoryState> noSuchTable(TableName name, int id) {
    return state.refused(
        RefusalCode.NO_SUCH_TABLE, "there is no table " + name + " with the id " + id);
  }

  private Reply<GlobalDirectoryState> tooMany(String bound) {
    return state.refused(RefusalCode.TOO_LARGE, "a cluster has at most " + bound);
  }

  private static boolean same(TableSpec known, TableSpec wanted) {
    return Objects.equals(known.key(), wanted.key())
        && known.partitionKeyColumns() == wanted.partitionKeyColumns()
        && known.columns().equals(wanted.columns())
        && known.placement().equals(wanted.placement());
  }

  private int names() {
    return state.tables().values().stream().mapToInt(TableChanges::names).sum();
  }

  private static int names(TableSpec table) {
    HomeRule rule = table.placement().rule();
    int mapped =
        rule instanceof HomeRule.ByValue byValue
            ? byValue.regions().size()
            : rule instanceof HomeRule.ByRange byRange
                ? byRange.spans().size()
                : rule.homes().size();
    return table.key().size() + table.columns().size() + mapped;
  }
}
