package dev.isochrone.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentLinesTest {
  private final LoggerContext loggers = new LoggerContext();
  private final RecentLines recent = new RecentLines();
  private final Logger logger = loggers.getLogger("dev.isochrone.test");

  RecentLinesTest() {
    recent.setContext(loggers);
    recent.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(recent);
  }

  @Test
  void lines_areTheLatest_inTheirOrder_andNotTooMany() {
    for (int i = 0; i < RecentLines.LINES_MAX + 3; i++) {
      logger.info("line {}", i);
    }
    logger.debug("not logged, so not kept");

    List<String> lines = recent.lines();
    assertThat(lines).hasSize(RecentLines.LINES_MAX);
    assertThat(lines.get(0)).endsWith("INFO dev.isochrone.test line 3");
    assertThat(lines.get(lines.size() - 1)).endsWith("line 502");
  }

  @Test
  void line_hasItsPairs_andWhatWasThrown_andIsCutWhereItIsLong() {
    logger
        .atWarn()
        .addKeyValue("request", "7f3a-1")
        .setCause(new IllegalStateException("x"))
        .log("slow");
    logger.info("x".repeat(5_000));

    assertThat(recent.lines().get(0))
        .endsWith("WARN dev.isochrone.test slow request=7f3a-1 (java.lang.IllegalStateException)");
    assertThat(recent.lines().get(1)).hasSize(1_000);
  }
}
