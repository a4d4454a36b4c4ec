package dev.isochrone.chaos.docs;

import static org.assertj.core.api.Assertions.fail;

import dev.isochrone.chaos.drill.Installed;
import dev.isochrone.cli.ExitCode;
import dev.isochrone.local.world.LocalWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation tells a reader to type is typed: every block that is marked {@code sh},
 * page by page, in a shell, against a cluster of processes. Each command ends with exit code 0, or
 * with the one that the page says beside it ({@code # exit code 4}); a block {@code output} below
 * it shows what it prints.
 *
 * <p>All pages share one cluster, so the first that starts one waits for it, and the others find
 * it. Some of them only: {@code -Ddocs.pages=docs/cli.md}, a regular expression. With {@code
 * -Ddocs.tmp=DIR} the cluster stays there, for another run.
 */
@ResourceLock("worlds")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class DocumentsRunTest {
  /** For what a page shows to come true: a reader is slower than this test. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** It ends with the cluster's end; the README comes first, and begins it. */
  private static final String LAST = "docs/first-hour.md";

  private Checkout checkout;

  @BeforeAll
  void makeTheCheckout(@TempDir Path scratch) throws IOException {
    checkout = Checkout.make(scratch.toRealPath(), Pages.repository());
  }

  @AfterAll
  void endWhatRuns() throws Exception {
    checkout.endPosts();
    if (checkout.isKept()) {
      return;
    }
    try (Stream<Path> below = Files.list(checkout.tmp())) {
      for (Path dir : below.filter(LocalWorld::isIn).toList()) {
        LocalWorld world = LocalWorld.open(dir, Installed.program());
        world.kill(world.servers().stream().map(LocalWorld.Server::name).toList());
      }
    }
  }

  static List<Page> pages() {
    return Pages.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(Page.Block::isRun))
        .filter(page -> page.path().matches(System.getProperty("docs.pages", ".*")))
        .sorted(Comparator.comparing(page -> page.path().equals(LAST)))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void commands_doWhatThePageShows(Page page) throws IOException {
    try (Shell shell = checkout.shell()) {
      List<Page.Block> blocks = page.blocks();
      for (int i = 0; i < blocks.size(); i++) {
        if (blocks.get(i).isRun()) {
          Optional<Shown> shown =
              i + 1 < blocks.size() && blocks.get(i + 1).isOutput()
                  ? Optional.of(shown(blocks.get(i + 1)))
                  : Optional.empty();
          run(shell, page, blocks.get(i).commands(), shown);
        }
      }
    }
  }

  /** What a block's commands print together is what stands below it. */
  private void run(Shell shell, Page page, List<Page.Command> commands, Optional<Shown> shown)
      throws IOException {
    StringBuilder before = new StringBuilder();
    for (int i = 0; i < commands.size(); i++) {
      boolean last = i == commands.size() - 1;
      before.append(run(shell, page, commands.get(i), last ? shown : Optional.empty(), before));
    }
  }

  private String run(
      Shell shell, Page page, Page.Command command, Optional<Shown> shown, CharSequence before)
      throws IOException {
    String text = checkout.here(command.text());
    Shell.Ran[] ran = {shell.run(text)};
    boolean again = command.onlyLooks() || ran[0].code() == ExitCode.LATER.number();
    if (again && !isAsSaid(command, ran[0], shown, before)) {
      try {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> {
                  ran[0] = shell.run(text);
                  return isAsSaid(command, ran[0], shown, before);
                });
      } catch (ConditionTimeoutException stillNot) {
        // Said below, with what it printed last.
      }
    }
    if (!isAsSaid(command, ran[0], shown, before)) {
      fail(
          "%s:%d: %s%nended with exit code %d, the page says %d; it printed%n%s%n%s",
          page.path(),
          command.line(),
          command.text(),
          ran[0].code(),
          command.exitCode(),
          before + ran[0].printed(),
          shown.map(it -> "and the page shows\n" + String.join("\n", it.lines())).orElse(""));
    }
    return ran[0].printed();
  }

  private static boolean isAsSaid(
      Page.Command command, Shell.Ran ran, Optional<Shown> shown, CharSequence before) {
    return ran.code() == command.exitCode()
        && shown.map(it -> it.fits(before + ran.printed())).orElse(true);
  }

  private Shown shown(Page.Block block) {
    return new Shown(block.lines().stream().map(checkout::here).toList());
  }
}
