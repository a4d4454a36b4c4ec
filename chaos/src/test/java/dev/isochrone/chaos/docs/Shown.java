package dev.isochrone.chaos.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Output as a page shows it: {@code …} stands for anything within a line, or, alone on its line,
 * for any lines. Columns are as wide as what stands in them, so how much space there is between two
 * words says nothing.
 */
record Shown(List<String> lines) {
  private static final String ANYTHING = "…";

  Shown {
    lines = List.copyOf(lines);
  }

  boolean fits(String printed) {
    String each =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(Shown::pattern)
            .collect(Collectors.joining());
    String text =
        printed
            .lines()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .filter(line -> !line.isEmpty())
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    return Pattern.compile(each).matcher(text).matches();
  }

  private static String pattern(String line) {
    if (line.equals(ANYTHING)) {
      return "(?:.*\\n)*?";
    }
    StringBuilder pattern = new StringBuilder();
    for (String piece : line.replaceAll("\\s+", " ").split("(?=…)|(?<=…)", -1)) {
      pattern.append(piece.equals(ANYTHING) ? ".*" : Pattern.quote(piece));
    }
    return pattern + "\\n";
  }
}
