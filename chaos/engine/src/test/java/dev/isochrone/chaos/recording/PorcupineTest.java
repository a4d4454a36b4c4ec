package dev.isochrone.chaos.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.chaos.check.Verdict;
import dev.isochrone.chaos.check.linear.LinearLimits;
import dev.isochrone.chaos.check.linear.Linearizability;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.told.Drawn;
import dev.isochrone.chaos.told.Spoiled;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our search for an order against Porcupine (A. Athalye, MIT), which reads the same files: two
 * hundred histories, of which every other one is spoiled. Needs Go, and its module once; without
 * them it is skipped, unless {@code -Dchaos.required=true}.
 */
class PorcupineTest {
  private static final int HISTORIES = 200;
  private static final long BUILD_SECONDS_MAX = 120;
  private static final long RUN_SECONDS_MAX = 60;

  @Test
  @Timeout(240)
  void porcupine_saysOfEveryHistory_whatWeSay(@TempDir Path dir) throws Exception {
    Path program = program(dir);
    List<History> histories = histories();
    Path file = dir.resolve("histories.jsonl");
    HistoryFile.write(file, histories);

    List<String> theirs =
        run(dir, RUN_SECONDS_MAX, List.of(program.toString(), file.toString())).orElseThrow();

    List<String> ours = new ArrayList<>();
    for (History history : histories) {
      Verdict verdict = Linearizability.ofRegisters(history, LinearLimits.DEFAULT);
      ours.add(ours.size() + (verdict instanceof Verdict.Passed ? " ok" : " illegal"));
    }
    assertThat(theirs).isEqualTo(ours);
    assertThat(theirs.stream().filter(line -> line.endsWith(" illegal")).count())
        .isBetween(HISTORIES / 5L, HISTORIES / 2L);
  }

  private static List<History> histories() {
    List<History> histories = new ArrayList<>();
    for (long seed = 1; seed <= HISTORIES; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      boolean isVersioned = seed % 3 != 0;
      Drawn.Shape shape =
          new Drawn.Shape(2 + random.nextInt(5), 60, 1 + random.nextInt(3), 10, 5, isVersioned);
      History history = Drawn.registers(seed, shape);
      histories.add(seed % 2 == 0 ? Spoiled.of(history, random) : history);
    }
    return histories;
  }

  private static Path program(Path dir) throws IOException, InterruptedException {
    Optional<Path> go = go();
    require(go.isPresent(), "there is no 'go' on the PATH");
    Path program = dir.resolve("porcupine");
    Path sources = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("porcupine");
    Optional<List<String>> built =
        run(
            sources,
            BUILD_SECONDS_MAX,
            List.of(go.orElseThrow().toString(), "build", "-o", program.toString(), "."));
    require(built.isPresent(), "go build failed in " + sources + "; was its module to be had?");
    return program;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds && !Boolean.getBoolean("chaos.required")) {
      Assumptions.abort("Not compared with Porcupine: " + otherwise);
    }
    assertThat(holds).as(otherwise).isTrue();
  }

  private static Optional<Path> go() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(path)
        .map(directory -> Path.of(directory, "go"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it printed; empty if it failed, or took too long and was ended. */
  private static Optional<List<String>> run(Path directory, long secondsMax, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("porcupine", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        boolean isDone = process.waitFor(secondsMax, TimeUnit.SECONDS);
        return isDone && process.exitValue() == 0
            ? Optional.of(Files.readAllLines(output))
            : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(output);
    }
  }
}
