package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupContract;
import dev.isochrone.consensus.GroupWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Three Ratis servers in one process, and a group on them for each test. */
@TestInstance(Lifecycle.PER_CLASS)
class RatisGroupContractTest extends GroupContract {
  /** Short elections for short tests: a needless one on a loaded machine does no harm here. */
  static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(1), ENTRY_BYTES_MAX);

  private RatisNodes nodes;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    nodes = new RatisNodes(3, directory, QUICK, UnaryOperator.identity());
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Override
  protected GroupWorld threeMembers() {
    return new RatisWorld(nodes);
  }
}
