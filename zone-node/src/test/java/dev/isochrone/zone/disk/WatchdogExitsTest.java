package dev.isochrone.zone.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogExitsTest {
  private static final long BEGIN = Instant.parse("2026-11-21T19:23:57Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  @TempDir private Path dir;
  private WatchdogExits exits;

  @BeforeEach
  void open() {
    exits = new WatchdogExits(dir, WatchdogExits.Limits.DEFAULT);
  }

  @Test
  void node_endedThreeTimesInTenMinutes_staysDown_tillTheFileIsDeleted() throws IOException {
    assertThatCode(exits::requireFew).doesNotThrowAnyException();
    exits.add(BEGIN, "one");
    exits.add(BEGIN + 4 * MINUTE, "two");
    assertThatCode(exits::requireFew).doesNotThrowAnyException();
    exits.add(BEGIN + 10 * MINUTE, "partition 0 is stuck");

    assertThatThrownBy(exits::requireFew)
        .isInstanceOf(StaysDownException.class)
        .hasMessageContaining("3 times within 10 minutes")
        .hasMessageContaining("partition 0 is stuck")
        .hasMessageContaining("delete " + dir.resolve("watchdog-exits"));
    Files.delete(dir.resolve("watchdog-exits"));
    assertThatCode(exits::requireFew).doesNotThrowAnyException();
  }

  @Test
  void node_endedNowAndThen_starts_howeverOften() throws IOException {
    for (int i = 0; i < 10; i++) {
      exits.add(BEGIN + i * (5 * MINUTE + 1), "again");
      assertThatCode(exits::requireFew).doesNotThrowAnyException();
    }
  }

  /** A wall that was set back by an hour says nothing of how long it took. */
  @Test
  void wallThatWentBack_isNoTimeGoneBy_norOneTooShort() throws IOException {
    exits.add(BEGIN, "one");
    exits.add(BEGIN - MINUTE, "two");
    exits.add(BEGIN - 2 * MINUTE, "three");
    assertThatThrownBy(exits::requireFew).isInstanceOf(StaysDownException.class);

    exits.add(BEGIN - 60 * MINUTE, "four");
    assertThatCode(exits::requireFew).doesNotThrowAnyException();
  }

  @Test
  void file_hasTheDocumentedForm_andKeepsWhatCounts() throws IOException {
    exits.add(BEGIN - 1, "forgotten");
    exits.add(BEGIN, "partition 0 is stuck:\n\t10 s");
    exits.add(BEGIN + 1, "x".repeat(600));
    exits.add(BEGIN + 2, "");

    assertThat(dir.resolve("watchdog-exits"))
        .hasContent(
            "2026-11-21T19:23:57Z partition 0 is stuck: 10 s\n"
                + "2026-11-21T19:23:57.001Z "
                + "x".repeat(500)
                + "\n2026-11-21T19:23:57.002Z \n");
  }

  @Test
  void fileThatIsDamaged_isNoReasonToStayDown_andIsReplacedByTheNextExit() throws IOException {
    Files.write(dir.resolve("watchdog-exits"), new byte[] {(byte) 0xff, 0, '\n', ' ', '\n', 'x'});

    assertThatCode(exits::requireFew).doesNotThrowAnyException();
    exits.add(BEGIN, "one");

    assertThat(dir.resolve("watchdog-exits")).hasContent("2026-11-21T19:23:57Z one\n");
  }
}
