package dev.isochrone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @Test
  void everyCommand_hasAnExample_thatItTakes() {
    CommandLine root = Main.understanding(new CommandLine(new Main()));
    List<CommandLine> leaves = leaves(root);

    assertThat(leaves).hasSizeGreaterThan(20);
    for (CommandLine leaf : leaves) {
      List<String> examples =
          Arrays.stream(leaf.getCommandSpec().usageMessage().footer())
              .filter(line -> line.startsWith("  isochrone "))
              .toList();
      assertThat(examples).as(leaf.getCommandSpec().qualifiedName()).isNotEmpty();
      for (String example : examples) {
        CommandLine.ParseResult parsed = root.parseArgs(words(example));
        assertThat(last(parsed).commandSpec().qualifiedName())
            .as(example)
            .isEqualTo(leaf.getCommandSpec().qualifiedName());
      }
    }
  }

  private static CommandLine.ParseResult last(CommandLine.ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
  }

  /** As a shell would cut them, without the command itself, and up to a redirection or comment. */
  private static String[] words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .skip(1)
        .takeWhile(word -> !List.of(">", "|", "#", "<").contains(word))
        .toArray(String[]::new);
  }

  private static List<CommandLine> leaves(CommandLine command) {
    List<CommandLine> leaves = new ArrayList<>();
    command
        .getSubcommands()
        .values()
        .forEach(
            one -> {
              if (!one.getSubcommands().isEmpty()) {
                leaves.addAll(leaves(one));
              } else if (!(one.getCommand() instanceof CommandLine.HelpCommand)) {
                leaves.add(one);
              }
            });
    return leaves;
  }
}
