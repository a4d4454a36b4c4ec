package dev.isochrone.chaos.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page, as far as it stands between fences.
 *
 * @param path from the repository's root
 */
record Page(String path, List<Block> blocks) {
  private static final Pattern FENCE = Pattern.compile(" *```(.*)");
  private static final Pattern NOT_RUN = Pattern.compile("sh not-run=\"([^\"]+)\"");

  Page {
    blocks = List.copyOf(blocks);
  }

  /**
   * What stands between two fences.
   *
   * @param line of its first fence, from 1
   * @param info what stands behind that fence
   */
  record Block(int line, String info, List<String> lines) {
    Block {
      lines = List.copyOf(lines);
    }

    /** Whether its commands are run. */
    boolean isRun() {
      return info.equals("sh");
    }

    /** Whether it shows what the block above it prints. */
    boolean isOutput() {
      return info.equals("output");
    }

    /** What is amiss with its mark; empty: nothing. */
    Optional<String> complaint() {
      if (info.startsWith("sh") && !isRun() && !NOT_RUN.matcher(info).matches()) {
        return Optional.of("a block that is not run says why: ```sh not-run=\"…\"");
      } else if (info.isEmpty() && lines.stream().anyMatch(Block::isOurs)) {
        return Optional.of("its commands are not marked ```sh, so nobody runs them");
      } else if (info.startsWith("sh") && lines.stream().anyMatch(line -> line.startsWith("$ "))) {
        return Optional.of("a prompt can't be pasted; what is printed stands in a block ```output");
      }
      return Optional.empty();
    }

    private static boolean isOurs(String line) {
      return line.matches("(\\./)?isochrone [a-z].*");
    }

    List<Command> commands() {
      List<Command> commands = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      int at = line;
      int begin = line;
      for (String one : lines) {
        at++;
        if (text.isEmpty()) {
          if (one.isBlank() || one.startsWith("#")) {
            continue;
          }
          begin = at;
        }
        text.append(one).append('\n');
        if (Command.isWhole(text)) {
          commands.add(new Command(begin, text.toString().strip()));
          text.setLength(0);
        }
      }
      if (!text.isEmpty()) {
        throw new IllegalArgumentException("line " + begin + ": no end of " + text);
      }
      return commands;
    }
  }

  /**
   * A command as a reader pastes it.
   *
   * @param line of the page
   */
  record Command(int line, String text) {
    private static final Pattern EXIT = Pattern.compile("\\s# .*?\\bexit code (\\d+)");

    /** What the page says that it ends with. */
    int exitCode() {
      Matcher said = EXIT.matcher(text);
      return said.find() ? Integer.parseInt(said.group(1)) : 0;
    }

    /** Whether a second time does no harm and may show more: it waits for a row, or for health. */
    boolean onlyLooks() {
      return text.matches(
          "(?s)\\S*isochrone (get|scan|status|where|(conflicts|table|region|residency) (list|show)"
              + "|replication status)\\b.*");
    }

    /** Whether the shell would not wait for more lines: quotes are closed, nothing is continued. */
    static boolean isWhole(CharSequence text) {
      char quote = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\\' && quote != '\'') {
          i++;
          if (i == text.length() - 1) {
            return false;
          }
        } else if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
          while (i < text.length() && text.charAt(i) != '\n') {
            i++;
          }
        }
      }
      return quote == 0;
    }
  }

  static Page parse(String path, String markdown) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    String info = null;
    int begin = 0;
    int at = 0;
    for (String line : markdown.lines().toList()) {
      at++;
      Matcher fence = FENCE.matcher(line);
      if (!fence.matches()) {
        lines.add(line);
      } else if (info == null) {
        info = fence.group(1).strip();
        begin = at;
        lines.clear();
      } else {
        blocks.add(new Block(begin, info, lines));
        info = null;
      }
    }
    if (info != null) {
      throw new IllegalArgumentException(path + ":" + begin + ": the fence is not closed");
    }
    return new Page(path, blocks);
  }
}
