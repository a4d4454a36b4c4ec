package dev.isochrone.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows and columns as text: columns as wide as their widest cell, numbers to the right. */
public final class TextTable {
  private TextTable() {}

  /** The lines of the table, the first of them its head. */
  public static List<String> of(List<String> columns, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(columns);
    all.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String space = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : "  ").append(isNumber(cell) ? space + cell : cell + space);
    }
    return line.toString().stripTrailing();
  }

  private static boolean isNumber(String cell) {
    return cell.matches("-?[0-9][0-9,.]*( (ms|MiB|%))?");
  }
}
