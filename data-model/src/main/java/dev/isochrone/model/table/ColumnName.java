package dev.isochrone.model.table;

import java.util.regex.Pattern;

/** What columns may be called: 1 to 63 of a-z, 0-9 and underscore, beginning with a letter. */
final class ColumnName {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private ColumnName() {}

  static void require(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not a column name: " + name);
    }
  }
}
