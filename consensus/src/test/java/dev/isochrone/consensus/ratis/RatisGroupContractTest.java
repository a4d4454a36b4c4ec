package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupContract;
import dev.isochrone.consensus.GroupWorld;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ProposeOutcome.Applied;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Three Ratis servers in one process, and a group on them for each test. */
@ResourceLock("ratis") // They take turns: each looks for free ports.
@TestInstance(Lifecycle.PER_CLASS)
class RatisGroupContractTest extends GroupContract {
  /** Short elections for short tests: a needless one on a loaded machine does no harm here. */
  static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(1), ENTRY_BYTES_MAX);

  /** Small files of the log, since Ratis purges whole ones. */
  private static final int SEGMENT_BYTES = 16 * 1024;

  /** Ratis purges only where it gains a thousand entries. */
  private static final int ENTRIES = 1_300;

  private RatisNodes nodes;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    nodes = new RatisNodes(3, directory, QUICK, RatisGroupContractTest::smallSegments);
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Override
  protected GroupWorld threeMembers() {
    return new RatisWorld(nodes);
  }

  /**
   * A member that was away while the others dropped their logs. Nothing purges in this release;
   * this is the path that a purge will need, and the one on which Ratis can loop (RATIS-2500).
   */
  @Test
  void memberThatWasAway_installsAState_goesOn_andRestartsFromIt() {
    RatisWorld world = new RatisWorld(nodes);
    MemberId leader = leader(world);
    MemberId away =
        world.members().stream().filter(m -> !m.equals(leader)).findFirst().orElseThrow();
    propose(world, leader, "a", 3);
    world.until("all have it", () -> world.ledger(away).texts().size() == 3);
    world.ledger(away).persist();

    world.stop(away);
    propose(world, leader(world), "b", ENTRIES);
    world.members().stream().filter(m -> !m.equals(away)).forEach(m -> purge(world, m));
    world.start(away);

    world.until("caught up", () -> world.ledger(away).texts().size() == 3 + ENTRIES);
    assertThat(world.ledger(away).installs()).isEqualTo(1);
    propose(world, leader(world), "c", 5);
    world.until("goes on", () -> world.ledger(away).texts().size() == 8 + ENTRIES);

    world.stop(away);
    propose(world, leader(world), "d", 5);
    world.start(away);

    world.until("goes on", () -> world.ledger(away).texts().size() == 13 + ENTRIES);
    Ledger ledger = world.ledger(away);
    assertThat(ledger.lines()).isEqualTo(world.ledger(leader(world)).lines());
    assertThat(ledger.installs()).isZero();
    assertThat(ledger.broken()).isEmpty();
    assertThat(world.fault(away)).isEmpty();
    world.close();
  }

  private static RatisConfig smallSegments(RatisConfig config) {
    return new RatisConfig(
        config.listen(),
        config.directory(),
        config.groups(),
        SEGMENT_BYTES,
        config.pendingMax(),
        config.pendingBytesMax(),
        config.confirmationsMax(),
        config.freeBytesMin(),
        config.tls());
  }

  private static MemberId leader(RatisWorld world) {
    world.until("a leader", () -> world.members().stream().anyMatch(m -> world.group(m).leads()));
    return world.members().stream()
        .filter(m -> world.group(m).leads())
        .findFirst()
        .orElseGet(() -> leader(world));
  }

  private static void propose(RatisWorld world, MemberId to, String prefix, int count) {
    List<CompletableFuture<ProposeOutcome>> outcomes =
        IntStream.range(0, count)
            .mapToObj(i -> world.group(to).propose(new Note(prefix + i)))
            .toList();
    assertThat(outcomes).allSatisfy(o -> assertThat(world.result(o)).isInstanceOf(Applied.class));
  }

  private static void purge(RatisWorld world, MemberId member) {
    Ledger ledger = world.ledger(member);
    world.until("applied", () -> ledger.texts().size() == 3 + ENTRIES);
    ledger.checkpoint();
    RatisGroup<Note> group = (RatisGroup<Note>) world.group(member);
    long upTo = group.division().getRaftLog().purge(ledger.checkpointedUpTo().index()).join();
    assertThat(upTo).isGreaterThan(1_000);
  }
}
