package dev.isochrone.cli.transfer.format;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows as lines of TSV or CSV, the key's columns first, under a header. */
public final class TabularText implements RowText {
  private final CellForm form;
  private final TableSpec table;
  private final Set<String> columns;
  private final boolean dropOthers;
  private final Set<String> declared;
  private final SortedMap<String, Set<ValueType>> untold = new TreeMap<>();

  private TabularText(CellForm form, TableSpec table, List<String> columns, boolean dropOthers) {
    this.form = form;
    this.table = table;
    this.declared = new LinkedHashSet<>(table.columns().stream().map(Column::name).toList());
    this.columns = columns.isEmpty() ? declared : new LinkedHashSet<>(columns);
    this.dropOthers = dropOthers;
  }

  /**
   * Which fields are written.
   *
   * @param columns of documents, in this order; none: as the table declares them
   * @param dropOthers whether fields without a column are left out; else such a row is refused
   */
  public record Choice(List<String> columns, boolean dropOthers) {
    public Choice {
      columns = List.copyOf(columns);
    }
  }

  /** Lines of TSV, escaped. */
  public static RowText tsv(TableSpec table, Choice choice) throws InputException {
    return open(new TsvForm(/* escaped= */ true), table, choice);
  }

  /** Lines of CSV. */
  public static RowText csv(TableSpec table, Choice choice) throws InputException {
    return open(CsvForm.CSV, table, choice);
  }

  private static RowText open(CellForm form, TableSpec table, Choice choice) throws InputException {
    if (choice.columns().isEmpty() && table.columns().isEmpty() && !choice.dropOthers()) {
      throw new InputException(
          table.name() + " declares no columns: name them with --columns, or export JSON lines");
    }
    if (choice.columns().size() != Set.copyOf(choice.columns()).size()
        || table.key().stream().anyMatch(column -> choice.columns().contains(column.name()))) {
      throw new InputException(
          "--columns "
              + String.join(",", choice.columns())
              + ": each once, and none of the key's, which always come first");
    }
    return new TabularText(form, table, choice.columns(), choice.dropOthers());
  }

  @Override
  public Optional<String> header() {
    List<Cell> names = new ArrayList<>();
    table.key().forEach(column -> names.add(new Cell.Text(column.name())));
    columns.forEach(column -> names.add(new Cell.Text(column)));
    return Optional.of(form.line(names));
  }

  @Override
  public String line(Key key, Document document) throws InputException {
    List<Cell> cells = new ArrayList<>();
    for (KeyPart part : key.parts()) {
      cells.add(new Cell.Text(Words.word(Words.value(part)).orElseThrow()));
    }
    for (String column : columns) {
      cells.add(cell(key, column, document.fields().get(column)));
    }
    if (!dropOthers && !columns.containsAll(document.fields().keySet())) {
      List<String> others = new ArrayList<>(document.fields().keySet());
      others.removeAll(columns);
      throw new InputException(
          "row "
              + KeyText.format(key)
              + ": no column for its fields "
              + others
              + "; name them with --columns, leave them out with --drop-others, or export JSON"
              + " lines");
    }
    return form.line(cells);
  }

  private Cell cell(Key key, String column, @Nullable Value value) throws InputException {
    if (value == null) {
      return Cell.Empty.EMPTY;
    } else if (value == Value.Null.NULL) {
      return Cell.Null.NULL;
    }
    requireKnown(key, column, value);
    if (!declared.contains(column)) {
      untold
          .computeIfAbsent(column, unused -> EnumSet.noneOf(ValueType.class))
          .add(ValueType.tagged(value.tag()).orElseThrow());
    }
    return new Cell.Text(Words.word(value).orElseThrow());
  }

  @Override
  public SortedMap<String, Set<ValueType>> untoldTypes() {
    SortedMap<String, Set<ValueType>> told = new TreeMap<>(untold);
    told.values().removeIf(Set.of(ValueType.STRING)::equals);
    return Collections.unmodifiableSortedMap(told);
  }

  /** What a newer release wrote, at whatever depth, can't be said in the words of this one. */
  static void requireKnown(Key key, String field, Value value) throws InputException {
    if (!isKnown(value)) {
      throw new InputException(
          "row "
              + KeyText.format(key)
              + ": its field "
              + field
              + " is of a type of a newer release; export with that one");
    }
  }

  private static boolean isKnown(Value value) {
    if (value instanceof Value.Listing list) {
      return list.values().stream().allMatch(TabularText::isKnown);
    } else if (value instanceof Value.Mapping map) {
      return map.fields().values().stream().allMatch(TabularText::isKnown);
    }
    return !(value instanceof Value.Unknown);
  }
}
