package dev.isochrone.chaos.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.ExitCode;
import dev.isochrone.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What pages say that needs no cluster to be judged; and how they are read. */
class PagesTest {
  private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|$");

  @Test
  void blocks_areMarkedForWhatTheyAre() {
    List<String> complaints =
        Pages.all().stream()
            .flatMap(
                page ->
                    page.blocks().stream()
                        .flatMap(
                            block ->
                                block.complaint().stream()
                                    .map(it -> page.path() + ":" + block.line() + ": " + it)))
            .toList();

    assertThat(complaints).isEmpty();
  }

  /** The page has the codes of the code, in the words of {@code isochrone --help}. */
  @Test
  void exitCodes_ofThePage_areThoseOfTheCommand() throws IOException {
    Map<Integer, String> said = new TreeMap<>();
    EXIT_CODE
        .matcher(Files.readString(Pages.repository().resolve("docs/cli.md")))
        .results()
        .forEach(row -> said.put(Integer.parseInt(row.group(1)), row.group(2)));
    Map<Integer, String> helped = new TreeMap<>();
    new CommandLine(new Main())
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, words) -> helped.put(Integer.parseInt(code), words));

    assertThat(said).isEqualTo(helped);
    assertThat(said.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ExitCode.values()).map(ExitCode::number).toList());
  }

  /** What the README shows of Java is compiled and run as a whole, by a command below it. */
  @Test
  void javaOfTheReadme_standsInAnExampleThatIsRun() throws IOException {
    Page readme = Pages.all().get(0);
    String example = "docs/examples/TwelveLines.java";
    List<String> source =
        Files.readString(Pages.repository().resolve(example)).lines().map(String::strip).toList();

    List<Page.Block> shown =
        readme.blocks().stream().filter(block -> block.info().equals("java")).toList();

    assertThat(shown).hasSize(1);
    assertThat(source)
        .containsSubsequence(shown.get(0).lines().stream().map(String::strip).toList());
    assertThat(readme.blocks())
        .filteredOn(Page.Block::isRun)
        .flatExtracting(Page.Block::commands)
        .extracting(Page.Command::text)
        .anyMatch(command -> command.endsWith(example));
  }

  @Test
  void page_isReadAsBlocks_ofCommands() {
    Page page =
        Page.parse(
            "p.md",
            """
            # Page
            ```sh
            # A remark.
            one 'quo
            ted'   # it's one command
            two \\
              and on   # exit code 4

            ```
            text
            ```output
            $ seen
            ```
            """);

    assertThat(page.blocks())
        .extracting(Page.Block::line, Page.Block::info)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, "sh"),
            org.assertj.core.groups.Tuple.tuple(11, "output"));
    List<Page.Command> commands = page.blocks().get(0).commands();
    assertThat(commands).extracting(Page.Command::line).containsExactly(4, 6);
    assertThat(commands).extracting(Page.Command::exitCode).containsExactly(0, 4);
    assertThat(page.blocks()).allMatch(block -> block.complaint().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; isochrone status",
        "''; ./isochrone get cities FR/1",
        "sh no reason; isochrone status",
        "sh not-run; isochrone status",
        "sh; $ isochrone status"
      })
  void block_thatNobodyWouldRun_isComplainedOf(String info, String line) {
    assertThat(new Page.Block(1, info, List.of(line)).complaint()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a  b\nlast\n", "a  longer b\nother\nlines\nlast\n", "\na b\nlast"})
  void output_fitsWhatIsShown_whateverStandsForTheDots(String printed) {
    assertThat(new Shown(List.of("a … b", "…", "last")).fits("a x b\nlast")).isTrue();
    assertThat(new Shown(List.of("a…b", "…", "last")).fits(printed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b\n", "a b\nlast\nmore\n", "x a b\nlast\n", "a c\nlast\n", ""})
  void output_thatIsNotWhatIsShown_doesNotFit(String printed) {
    assertThat(new Shown(List.of("a…b", "…", "last")).fits(printed)).isFalse();
  }
}
