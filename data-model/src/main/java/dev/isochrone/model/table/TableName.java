package dev.isochrone.model.table;

import java.util.Comparator;

/**
 * A table's name, {@code namespace.table}.
 *
 * @param namespace 1 to 63 of a-z, 0-9 and underscore, beginning with a letter
 * @param table likewise
 */
public record TableName(String namespace, String table) implements Comparable<TableName> {
  public static final String DEFAULT_NAMESPACE = "default";

  private static final int PART_CHARACTERS_MAX = 63;
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::namespace).thenComparing(TableName::table);

  public TableName {
    if (!isPart(namespace) || !isPart(table)) {
      throw new IllegalArgumentException("not a table name: " + namespace + "." + table);
    }
  }

  /** Each request asks: no pattern, no garbage. */
  private static boolean isPart(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '_';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= PART_CHARACTERS_MAX;
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
