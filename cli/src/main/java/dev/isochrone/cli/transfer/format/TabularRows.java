package dev.isochrone.cli.transfer.format;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows from lines of TSV or CSV: a field for each column, in the order of the header. */
public final class TabularRows implements RowSource {
  private final ByteLines lines;
  private final CellForm form;
  private final Intake intake;
  private final RowRules rules;
  private final List<String> columns;
  private final List<Intake.Place> places;

  /**
   * How the file names its columns.
   *
   * @param columns their names; none: the first line has them
   * @param line whether the first line names columns; it does not count if they are given
   */
  public record Header(List<String> columns, boolean line) {
    /** The first line has the names. */
    public static final Header FIRST_LINE = new Header(List.of(), true);

    public Header {
      columns = List.copyOf(columns);
      if (columns.isEmpty() && !line) {
        throw new IllegalArgumentException("nothing names the columns");
      }
    }
  }

  private TabularRows(
      ByteLines lines, CellForm form, Intake intake, RowRules rules, List<String> columns)
      throws InputException {
    this.lines = lines;
    this.form = form;
    this.intake = intake;
    this.rules = rules;
    this.columns = columns;
    this.places = places(intake, columns);
  }

  /** The rows of TSV; unless escaped, a backslash is a backslash. */
  public static RowSource tsv(
      ByteLines lines, boolean escaped, Header header, Intake intake, RowRules rules)
      throws InputException, IOException {
    return open(lines, new TsvForm(escaped), header, intake, rules);
  }

  /** The rows of CSV. */
  public static RowSource csv(ByteLines lines, Header header, Intake intake, RowRules rules)
      throws InputException, IOException {
    return open(lines, CsvForm.CSV, header, intake, rules);
  }

  private static RowSource open(
      ByteLines lines, CellForm form, Header header, Intake intake, RowRules rules)
      throws InputException, IOException {
    List<String> named = header.line() ? named(form.next(lines)) : List.of();
    List<String> columns = header.columns().isEmpty() ? named : header.columns();
    return new TabularRows(lines, form, intake, rules, columns);
  }

  private static List<String> named(Optional<CellForm.Found> header) throws InputException {
    if (header.isEmpty()) {
      throw new InputException("the file is empty: its first line must name the columns");
    } else if (header.get() instanceof CellForm.Found.Unreadable unreadable) {
      throw new InputException("the line that names the columns: " + unreadable.line().explained());
    }
    List<String> names = new ArrayList<>();
    for (Cell cell : ((CellForm.Found.Read) header.get()).cells()) {
      names.add(cell instanceof Cell.Text text ? text.text() : "");
    }
    return names;
  }

  private static List<Intake.Place> places(Intake intake, List<String> columns)
      throws InputException {
    List<Intake.Place> places = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (column.isEmpty() || !seen.add(column)) {
        throw new InputException(
            "column "
                + (places.size() + 1)
                + " of the file has "
                + (column.isEmpty() ? "no name" : "the name " + column + ", as another one has")
                + "; --columns names them");
      }
      try {
        places.add(intake.place(column));
      } catch (UnfitException unfit) {
        throw new InputException("column " + column + ": " + unfit.reason());
      }
    }
    if (!seen.containsAll(intake.key())) {
      throw new InputException(
          "the key's columns "
              + intake.key()
              + " are not all among those of the file, "
              + columns
              + "; --key says which of them they are, --columns how the file's are called");
    }
    return places;
  }

  @Override
  public Optional<Parsed> next() throws IOException {
    return form.next(lines).map(this::parsed);
  }

  private Parsed parsed(CellForm.Found record) {
    if (record instanceof CellForm.Found.Unreadable unreadable) {
      return unreadable.line();
    }
    CellForm.Found.Read line = (CellForm.Found.Read) record;
    try {
      return row(line);
    } catch (UnfitException unfit) {
      return line.raw().bad(unfit);
    }
  }

  private Parsed.Row row(CellForm.Found.Read line) throws UnfitException {
    if (line.cells().size() != columns.size()) {
      throw new UnfitException(
          (line.cells().size() < columns.size() ? "too few fields: " : "too many fields: ")
              + line.cells().size()
              + ", and "
              + columns.size()
              + " columns");
    }
    RowDraft row = new RowDraft(intake);
    for (int i = 0; i < columns.size(); i++) {
      try {
        put(row, places.get(i), line.cells().get(i));
      } catch (UnfitException unfit) {
        throw unfit.of(columns.get(i));
      }
    }
    return row.finished(line.raw(), rules);
  }

  private void put(RowDraft row, Intake.Place place, Cell cell) throws UnfitException {
    if (place instanceof Intake.Place.OfKey ofKey) {
      if (cell instanceof Cell.Text text) {
        row.key(ofKey, Words.value(Words.of(ofKey.column().type()), text.text()));
      }
    } else if (place instanceof Intake.Place.OfDocument field) {
      Optional<Value> value = value(field.type().orElse(ValueType.STRING), cell);
      value.ifPresent(present -> row.field(field.name(), present));
    } else if (place != Intake.Place.Ignored.IGNORED) {
      throw new AssertionError(place);
    }
  }

  private Optional<Value> value(ValueType type, Cell cell) throws UnfitException {
    if (cell == Cell.Null.NULL) {
      return Optional.of(Value.Null.NULL);
    } else if (cell instanceof Cell.Text text) {
      return Optional.of(Words.value(type, text.text()));
    }
    return switch (intake.empty()) {
      case ABSENT -> Optional.empty();
      case NULL -> Optional.of(Value.Null.NULL);
      case TEXT -> Optional.of(Words.value(type, ""));
    };
  }
}
