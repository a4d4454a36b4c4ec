package dev.isochrone.chaos.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A shell that a reader has open: what a command exports is there for the next. One thread. */
final class Shell implements AutoCloseable {
  private static final Duration COMMAND_MAX = Duration.ofSeconds(240);

  private final Path scratch;
  private final Process process;
  private final Writer commands;
  private final BufferedReader codes;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

  /** What a command ended with, and all that it printed, as a terminal shows it. */
  record Ran(int code, String printed) {}

  private Shell(Path scratch, Process process) {
    this.scratch = scratch;
    this.process = process;
    this.commands = process.outputWriter();
    this.codes = process.inputReader();
  }

  /** Opens one in a directory; what it needs for itself lies in another one. */
  static Shell open(Path directory, Map<String, String> environment, Path scratch)
      throws IOException {
    ProcessBuilder bash = new ProcessBuilder("bash", "--noprofile", "--norc");
    bash.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    bash.environment().keySet().removeIf(name -> name.startsWith("ISOCHRONE_"));
    bash.environment().putAll(environment);
    return new Shell(scratch, bash.start());
  }

  Ran run(String command) throws IOException {
    Path file = scratch.resolve("command");
    Path printed = scratch.resolve("printed");
    Files.writeString(file, command + "\n");
    commands.write(". '%s' >'%s' 2>&1 </dev/null; echo $?\n".formatted(file, printed));
    commands.flush();
    var late = watch.schedule(process::destroyForcibly, COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    String code = codes.readLine();
    late.cancel(/* mayInterruptIfRunning= */ false);
    return new Ran(
        Integer.parseInt(Objects.requireNonNullElse(code, "-1")), Files.readString(printed));
  }

  @Override
  public void close() {
    watch.shutdownNow();
    process.destroyForcibly();
  }
}
