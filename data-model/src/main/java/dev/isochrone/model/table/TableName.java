package dev.isochrone.model.table;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A table's name, {@code namespace.table}.
 *
 * @param namespace 1 to 63 of a-z, 0-9 and underscore, beginning with a letter
 * @param table likewise
 */
public record TableName(String namespace, String table) implements Comparable<TableName> {
  public static final String DEFAULT_NAMESPACE = "default";

  private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::namespace).thenComparing(TableName::table);

  public TableName {
    if (!PART.matcher(namespace).matches() || !PART.matcher(table).matches()) {
      throw new IllegalArgumentException("not a table name: " + namespace + "." + table);
    }
  }

  /** {@code namespace.table}, or {@code table} in the namespace {@code default}. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableName(DEFAULT_NAMESPACE, text)
        : new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public int compareTo(TableName that) {
    return ORDER.compare(this, that);
  }

  @Override
  public String toString() {
    return namespace + "." + table;
  }
}
