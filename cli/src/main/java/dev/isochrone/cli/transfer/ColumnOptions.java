package dev.isochrone.cli.transfer;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.transfer.format.Intake;
import dev.isochrone.cli.transfer.format.TabularRows.Header;
import dev.isochrone.model.document.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say how a file's columns become keys and documents. */
final class ColumnOptions {
  @Option(
      names = "--key",
      paramLabel = "COL",
      split = ",",
      description =
          "The file's columns that are the primary key, in the table's order (default: those called"
              + " as in the table).")
  private List<String> key = List.of();

  @Option(
      names = "--columns",
      paramLabel = "COL",
      split = ",",
      description = "TSV, CSV: how the columns are called; the file has no line that says it.")
  private List<String> columns = List.of();

  @Option(
      names = "--header",
      description = "With --columns: there is such a line, to be passed over.")
  private boolean header;

  @Option(
      names = "--types",
      paramLabel = "COL:TYPE",
      split = ",",
      description = {
        "Types of columns that the table does not declare: string, int64, double, decimal, bool,",
        "bytes (hexadecimal), uuid, timestamp, list or map (JSON). Else they are text, in TSV and"
            + " CSV."
      })
  private List<String> types = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "COL",
      split = ",",
      description = "Columns that are left out.")
  private List<String> ignored = List.of();

  @Option(
      names = "--empty",
      paramLabel = "absent|null|text",
      defaultValue = "absent",
      description = {
        "TSV, CSV: what a field means in which nothing stands (default: ${DEFAULT-VALUE}, the row",
        "has no such field). Null is \\N; a text without characters \\E in TSV and \"\" in CSV."
      })
  private Intake.Empty empty = Intake.Empty.ABSENT;

  @Option(
      names = "--no-escapes",
      description =
          "TSV: a backslash is a backslash; else \\t, \\n and \\\\ are as in PostgreSQL's COPY.")
  private boolean noEscapes;

  Intake.Said said() throws InputException {
    return new Intake.Said(key, types(), Set.copyOf(ignored), empty);
  }

  Header header() throws InputException {
    if (header && columns.isEmpty()) {
      throw new InputException(
          "--header goes with --columns; without, the first line is one anyway");
    }
    return new Header(columns, header || columns.isEmpty());
  }

  boolean escaped() {
    return !noEscapes;
  }

  private Map<String, ValueType> types() throws InputException {
    Map<String, ValueType> named = new HashMap<>();
    for (String one : types) {
      int colon = one.lastIndexOf(':');
      if (colon < 1) {
        throw new InputException("--types " + one + ": not COLUMN:TYPE, such as population:int64");
      }
      named.put(one.substring(0, colon), type(one.substring(colon + 1)));
    }
    return named;
  }

  private static ValueType type(String word) throws InputException {
    return Arrays.stream(ValueType.values())
        .filter(type -> type != ValueType.NULL && name(type).equals(word))
        .findAny()
        .orElseThrow(
            () ->
                new InputException(
                    "--types: no type is called "
                        + word
                        + "; there are "
                        + Arrays.stream(ValueType.values())
                            .filter(type -> type != ValueType.NULL)
                            .map(ColumnOptions::name)
                            .toList()));
  }

  /** How the command line calls a type. */
  static String name(ValueType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
