package dev.isochrone.cli.table;

import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import picocli.CommandLine.TypeConversionException;

/** Columns as flags have them: {@code name:type}, or a name alone, of type string. */
final class ColumnText {
  private ColumnText() {}

  /** One component of a key, as in {@code --key region,id:int64}. */
  static KeyColumn key(String option, String text) throws InputException {
    try {
      return new KeyColumn(name(text), Words.parse(KeyType.class, type(text)));
    } catch (IllegalArgumentException | TypeConversionException unfit) {
      throw unfit(option, text, unfit);
    }
  }

  /** One declared column, as in {@code --columns name,population:int64}. */
  static Column column(String option, String text) throws InputException {
    try {
      return new Column(name(text), Words.parse(ValueType.class, type(text)));
    } catch (IllegalArgumentException | TypeConversionException unfit) {
      throw unfit(option, text, unfit);
    }
  }

  private static InputException unfit(String option, String text, RuntimeException why) {
    return new InputException(option + " " + text + ": " + why.getMessage());
  }

  private static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  private static String type(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "string" : text.substring(colon + 1);
  }
}
