package dev.isochrone.cli.transfer.format;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the columns of a file become the key and the fields of a table's rows. */
public final class Intake {
  private final TableSpec table;
  private final List<String> key;
  private final SortedMap<String, ValueType> types;
  private final Set<String> ignored;
  private final Empty empty;

  /**
   * What the user says of the columns.
   *
   * @param key the columns of the primary key, in the table's order; none: called as in the table
   * @param types of columns that the table does not declare
   * @param ignored left out
   */
  public record Said(
      List<String> key, Map<String, ValueType> types, Set<String> ignored, Empty empty) {
    /** Nothing: columns are called as in the table. */
    public static final Said NOTHING = new Said(List.of(), Map.of(), Set.of(), Empty.ABSENT);

    public Said {
      key = List.copyOf(key);
      types = Map.copyOf(types);
      ignored = Set.copyOf(ignored);
    }
  }

  /** What a field of TSV or CSV means in which nothing stands. */
  public enum Empty {
    /** The row has no such field. */
    ABSENT,
    /** The field is null. */
    NULL,
    /** A text without characters; in a column of another type it is wrong. */
    TEXT
  }

  /** Where a column goes. */
  sealed interface Place {
    /** To the key. */
    record OfKey(int index, KeyColumn column) implements Place {}

    /** To the document; without a type as text, or as JSON says. */
    record OfDocument(String name, Optional<ValueType> type) implements Place {}

    /** Nowhere. */
    enum Ignored implements Place {
      IGNORED
    }
  }

  private Intake(TableSpec table, List<String> key, SortedMap<String, ValueType> types, Said said) {
    this.table = table;
    this.key = key;
    this.types = types;
    this.ignored = said.ignored();
    this.empty = said.empty();
  }

  /** What is said, if the table has such columns. */
  public static Intake of(TableSpec table, Said said) throws InputException {
    List<String> key = said.key().isEmpty() ? names(table) : said.key();
    if (key.size() != table.key().size() || new HashSet<>(key).size() != key.size()) {
      throw new InputException(
          "--key " + String.join(",", key) + ": " + table.name() + " takes " + shape(table));
    }
    SortedMap<String, ValueType> types = new TreeMap<>();
    table.columns().forEach(column -> types.put(column.name(), column.type()));
    for (Map.Entry<String, ValueType> one : said.types().entrySet()) {
      ValueType declared = types.putIfAbsent(one.getKey(), one.getValue());
      if (declared != null && declared != one.getValue()) {
        throw new InputException(
            "--types: "
                + table.name()
                + " declares "
                + one.getKey()
                + " as "
                + Words.name(declared));
      }
    }
    for (String column : key) {
      if (said.types().containsKey(column) || said.ignored().contains(column)) {
        throw new InputException(
            column + ": a key column is typed by the table, and can't be left out");
      }
    }
    return new Intake(table, key, Collections.unmodifiableSortedMap(types), said);
  }

  TableSpec table() {
    return table;
  }

  Empty empty() {
    return empty;
  }

  /** The columns of the key as the file calls them, in the table's order. */
  List<String> key() {
    return key;
  }

  /** Where the column of the file goes, or why it can't. */
  Place place(String column) throws UnfitException {
    int index = key.indexOf(column);
    if (index >= 0) {
      return new Place.OfKey(index, table.key().get(index));
    } else if (ignored.contains(column)) {
      return Place.Ignored.IGNORED;
    } else if (names(table).contains(column)) {
      throw new UnfitException(
              "the key has a column of that name, and --key names another one for it")
          .of(column);
    } else if (!table.columns().isEmpty() && !declares(column)) {
      throw new UnfitException(
              "not declared by "
                  + table.name()
                  + ", which has "
                  + declared()
                  + "; --ignore leaves it out")
          .of(column);
    }
    return new Place.OfDocument(column, Optional.ofNullable(types.get(column)));
  }

  private boolean declares(String column) {
    return table.columns().stream().anyMatch(declared -> declared.name().equals(column));
  }

  private List<String> declared() {
    return table.columns().stream().map(Column::name).toList();
  }

  private static List<String> names(TableSpec table) {
    return table.key().stream().map(KeyColumn::name).toList();
  }

  private static List<String> shape(TableSpec table) {
    return table.key().stream()
        .map(column -> column.name() + " (" + Words.name(column.type()) + ")")
        .toList();
  }
}
