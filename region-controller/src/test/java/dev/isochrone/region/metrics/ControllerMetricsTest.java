package dev.isochrone.region.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Region;
import dev.isochrone.server.metrics.JvmMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ControllerMetricsTest {
  private static final Path TABLE = Path.of("../docs/metrics.md");
  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(isochrone_controller_[a-z_]+)` \\| ([a-z]+) \\|", Pattern.MULTILINE);
  private static final Pattern TOLD = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

  private boolean leaderKnown = true;
  private final ControllerMetrics metrics = new ControllerMetrics(this::status);

  /** The table is for people, and would else be wrong by the second change. */
  @Test
  void documents_nameEveryMetric_itsType_andNoOther() throws IOException {
    assertThat(named(DOCUMENTED, Files.readString(TABLE))).isEqualTo(named(TOLD, page()));
  }

  @Test
  void directories_areOnThePage_asTheControllerSaysAtEachLook() {
    assertThat(page())
        .contains("isochrone_controller_leads{directory=\"region\"} 1.0")
        .contains("isochrone_controller_leads{directory=\"global\"} 0.0")
        .contains("isochrone_controller_leader_known{directory=\"global\"} 1.0")
        .contains("isochrone_controller_applied_index{directory=\"region\"} 40.0")
        .contains("isochrone_controller_log_bytes{directory=\"region\"} 9000.0")
        .contains("isochrone_controller_global_version 12.0")
        .contains("isochrone_controller_registered_nodes 3.0");

    leaderKnown = false;

    assertThat(page()).contains("isochrone_controller_leader_known{directory=\"global\"} 0.0");
  }

  @Test
  void controller_isReady_onceItKnowsWhoLeadsItsDirectories() {
    assertThat(metrics.ready().status()).isEqualTo(200);

    leaderKnown = false;

    assertThat(metrics.ready().status()).isEqualTo(503);
    assertThat(metrics.ready().text()).contains("[global]");
  }

  @Test
  void jvm_isOnThePage_onceItIsBound() {
    assertThat(page()).doesNotContain("jvm_");
    try (JvmMeters bound = JvmMeters.bind(metrics.registry())) {
      assertThat(bound).isNotNull();
      assertThat(page())
          .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads", "process_cpu_usage");
    }
  }

  private String page() {
    return metrics.metrics().text();
  }

  private ControllerStatus status() {
    return new ControllerStatus(
        new Region("eu-west"),
        List.of(
            new ControllerStatus.Vote("region", true, true, 3, 40, 9_000),
            new ControllerStatus.Vote("global", false, leaderKnown, 2, 30, 8_000)),
        new ControllerStatus.Known(12, 4, 3, 2, 1));
  }

  private static Map<String, String> named(Pattern line, String text) {
    return line.matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                match -> match.group(1),
                (MatchResult match) -> match.group(2),
                (first, second) -> {
                  throw new AssertionError("named twice");
                },
                TreeMap::new));
  }
}
