package dev.isochrone.chaos.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/configuration.md}, as its tables say it. */
record ConfigurationPage(String markdown) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * The rows of a section's table, without its head: the text of each cell.
   *
   * @param section its heading
   */
  List<List<String>> rows(String section) {
    String from = "\n## " + section + "\n";
    int begin = markdown.indexOf(from);
    if (begin < 0) {
      throw new AssertionError("the page has no section " + section);
    }
    int end = markdown.indexOf("\n## ", begin + from.length());
    List<List<String>> rows = new ArrayList<>();
    for (String line :
        markdown.substring(begin, end < 0 ? markdown.length() : end).split("\n", -1)) {
      if (line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        rows.add(List.of(cells).subList(1, cells.length - 1).stream().map(String::strip).toList());
      }
    }
    return rows;
  }

  /** What a cell says in type, if it says nothing else; empty: something in words. */
  static String code(String cell) {
    Matcher code = CODE.matcher(cell);
    return code.matches() ? code.group(1) : "";
  }
}
