package dev.isochrone.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir Path dir;

  @Test
  void script_completesCommands_andTheirOptions_inAShell() throws Exception {
    Command printed = Command.run("completion");
    assertThat(printed.code()).as(printed.err()).isZero();
    Path script = dir.resolve("completion");
    Files.writeString(script, printed.out());

    assertThat(completions(script, "isochrone tab", "isochrone", "tab")).isEqualTo("table");
    assertThat(completions(script, "isochrone table cr", "isochrone", "table", "cr"))
        .isEqualTo("create");
    assertThat(
            completions(
                script,
                "isochrone table create --parti",
                "isochrone",
                "table",
                "create",
                "--parti"))
        .contains("--partition-key-columns", "--partitioning");
  }

  /** What bash offers for the last of the words. */
  private String completions(Path script, String line, String... words) throws Exception {
    Path asking = dir.resolve("ask");
    Files.writeString(
        asking,
        "source '%s'\nCOMP_LINE='%s'; COMP_WORDS=(%s); COMP_CWORD=%d\n_complete_isochrone\necho \"${COMPREPLY[*]}\"\n"
            .formatted(script, line, String.join(" ", words), words.length - 1));
    Path output = dir.resolve("output");
    Process bash =
        new ProcessBuilder("bash", asking.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return Files.readString(output).strip();
    } finally {
      bash.destroyForcibly();
    }
  }
}
