package dev.isochrone.local.world;

import dev.isochrone.server.config.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server's process, found again by a file beside its log: its number, and when it began, since a
 * number alone may be another process' by now.
 *
 * @param name the server's
 * @param dir holds {@code log}, to which all its lives write, and {@code pid}
 */
record ServerProcess(String name, Path dir) {
  private static final String PID = "pid";

  Path log() {
    return dir.resolve("log");
  }

  /** Starts it; it goes on when this process ends. */
  void launch(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    // What is set for clients in this shell, such as a region, would win over the server's file.
    builder.environment().keySet().removeIf(name -> name.startsWith(Environment.PREFIX));
    Process started = builder.start();
    String began = started.info().startInstant().map(Instant::toString).orElse("-");
    Files.writeString(
        dir.resolve(PID), started.pid() + " " + began + "\n", StandardCharsets.US_ASCII);
  }

  /** The process, if it runs. */
  Optional<ProcessHandle> running() throws IOException {
    String[] known;
    try {
      known = Files.readString(dir.resolve(PID), StandardCharsets.US_ASCII).strip().split(" ");
    } catch (NoSuchFileException never) {
      return Optional.empty();
    }
    try {
      return ProcessHandle.of(Long.parseLong(known[0]))
          .filter(ProcessHandle::isAlive)
          .filter(
              handle ->
                  handle.info().startInstant().map(Instant::toString).orElse("-").equals(known[1]));
    } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
      throw new IOException(dir.resolve(PID) + " is damaged; remove it if " + name + " is down");
    }
  }

  /** Waits until the process is gone; false if that took longer. */
  static boolean awaitEnd(ProcessHandle process, long millis) throws InterruptedException {
    try {
      ProcessHandle unused = process.onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
