package dev.isochrone.model.table;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Documents held against the columns that their table declares. */
public final class DeclaredColumns {
  /** A message names no more columns than a person reads. */
  private static final int NAMED_MAX = 8;

  private DeclaredColumns() {}

  /**
   * Why the document is none of this table's: a field that is no declared column, or of another
   * type. A column may be absent or null; a table that declares none takes any document.
   *
   * @return {@code INVALID_DOCUMENT}, which names the column; empty if the document fits
   */
  public static Optional<Refusal> unfit(TableSpec table, Document document) {
    if (table.columns().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, Value> fields = document.fields();
    int declared = 0;
    for (Column column : table.columns()) {
      Value given = fields.get(column.name());
      if (given != null) {
        declared++;
        if (given != Value.Null.NULL && given.tag() != column.type().tag()) {
          return Optional.of(ofOtherType(table, column, given));
        }
      }
    }
    return declared == fields.size() ? Optional.empty() : undeclared(table, fields);
  }

  private static Refusal ofOtherType(TableSpec table, Column column, Value given) {
    return invalid(
        column.name()
            + ": "
            + table.name()
            + " declares it as "
            + word(column.type())
            + ", and the document has "
            + type(given)
            + " there");
  }

  private static Optional<Refusal> undeclared(TableSpec table, SortedMap<String, Value> fields) {
    List<String> names = table.columns().stream().map(Column::name).toList();
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      String name = field.getKey();
      if (names.contains(name)) {
        continue;
      }
      String given = name + " (" + type(field.getValue()) + "): ";
      if (table.key().stream().anyMatch(column -> column.name().equals(name))) {
        return Optional.of(
            invalid(given + "a column of the key of " + table.name() + ", so not of its document"));
      }
      return Optional.of(
          invalid(
              given
                  + "not declared by "
                  + table.name()
                  + ", which has "
                  + shown(table.columns())
                  + "; leave it out, or add the column first"));
    }
    return Optional.empty();
  }

  private static String shown(List<Column> columns) {
    List<String> named =
        columns.stream()
            .limit(NAMED_MAX)
            .map(column -> column.name() + " (" + word(column.type()) + ")")
            .toList();
    int more = columns.size() - named.size();
    return String.join(", ", named) + (more == 0 ? "" : " and " + more + " more");
  }

  private static String type(Value value) {
    return ValueType.tagged(value.tag())
        .map(DeclaredColumns::word)
        .orElseGet(() -> "a type of a newer release (" + value.tag() + ")");
  }

  private static String word(ValueType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static Refusal invalid(String message) {
    return Refusal.of(RefusalCode.INVALID_DOCUMENT, message);
  }
}
