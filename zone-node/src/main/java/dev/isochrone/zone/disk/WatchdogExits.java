package dev.isochrone.zone.disk;

import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the watchdog last ended this node, as a file that a person can read: docs/formats.md,
 * section 12. A node that was ended too often in a short time is not started again until that
 * person says so: whatever it is, a restart does not mend it, and each costs an election. One
 * thread at a time.
 */
public final class WatchdogExits {
  private static final Logger LOG = LoggerFactory.getLogger(WatchdogExits.class);

  private static final String NAME = "watchdog-exits";
  private static final int WHY_CHARS_MAX = 500;

  /**
   * How often is too often.
   *
   * @param exitsMax this many are one too many
   * @param within if no more time lies between the first and the last of them
   */
  public record Limits(int exitsMax, Duration within) {
    /** CORRECTNESS O9. */
    public static final Limits DEFAULT = new Limits(3, Duration.ofMinutes(10));

    public Limits {
      if (exitsMax < 1 || within.isNegative() || within.isZero()) {
        throw new IllegalArgumentException(exitsMax + " exits within " + within);
      }
    }
  }

  private final Path directory;
  private final Limits limits;

  /** In this directory, which must exist. */
  public WatchdogExits(Path directory, Limits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  /**
   * Refuses a start after too many exits. What time it is now does not matter: an alarm that goes
   * away by itself is none.
   */
  public void requireFew() throws StaysDownException {
    List<String> exits = read();
    if (exits.size() < limits.exitsMax()) {
      return;
    }
    List<String> last = exits.subList(exits.size() - limits.exitsMax(), exits.size());
    Instant first = timeOf(last.get(0)).orElseThrow(); // Others are not read.
    Instant latest = timeOf(last.get(last.size() - 1)).orElseThrow();
    if (Duration.between(first, latest).abs().compareTo(limits.within()) <= 0) {
      throw new StaysDownException(file(), limits, last.get(last.size() - 1));
    }
  }

  /**
   * Notes an exit durably; keeps as many as count.
   *
   * @param wallMillis since 1970
   * @param why on one line
   */
  public void add(long wallMillis, String why) throws IOException {
    List<String> exits = new ArrayList<>(read());
    String line = why.replaceAll("\\s+", " ");
    exits.add(
        Instant.ofEpochMilli(wallMillis)
            + " "
            + line.substring(0, Math.min(line.length(), WHY_CHARS_MAX)));
    List<String> kept = exits.subList(Math.max(0, exits.size() - limits.exitsMax()), exits.size());
    DurableFile.replace(file(), (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A file that can't be read is no reason to stay down. */
  private List<String> read() {
    if (!Files.exists(file())) {
      return List.of();
    }
    try {
      String text = new String(Files.readAllBytes(file()), StandardCharsets.UTF_8);
      return text.lines().filter(line -> timeOf(line).isPresent()).toList();
    } catch (IOException unreadable) {
      LOG.warn("{} can't be read; it is taken as empty", file(), unreadable);
      return List.of();
    }
  }

  private static Optional<Instant> timeOf(String line) {
    int end = line.indexOf(' ');
    try {
      return Optional.of(Instant.parse(end < 0 ? line : line.substring(0, end)));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  private Path file() {
    return directory.resolve(NAME);
  }
}
