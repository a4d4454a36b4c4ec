package dev.isochrone.server.directory;

import static dev.isochrone.server.directory.Copies.copy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.testing.ForSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCacheTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir private Path dir;

  /** Controllers that give out one copy after another, and then the last one for ever. */
  private static final class Controllers implements DirectorySource {
    private final Queue<Outcome<Optional<DirectoryCopy>>> answers = new ArrayDeque<>();
    private final List<Optional<DirectoryCopy>> asked = new CopyOnWriteArrayList<>();

    synchronized Controllers thenGive(DirectoryCopy copy) {
      answers.add(Outcome.done(Optional.of(copy)));
      return this;
    }

    synchronized Controllers thenRefuse() {
      answers.add(Outcome.refused(Refusal.of(RefusalCode.HOME_UNREACHABLE, "gone")));
      return this;
    }

    synchronized boolean areDone() {
      return answers.isEmpty();
    }

    @Override
    public synchronized CompletableFuture<Outcome<Optional<DirectoryCopy>>> fetch(
        Optional<DirectoryCopy> known) {
      asked.add(known);
      Outcome<Optional<DirectoryCopy>> next = answers.poll();
      return CompletableFuture.completedFuture(
          next == null ? Outcome.done(Optional.empty()) : next);
    }
  }

  /** Against a model that keeps the best of all in its hand. */
  @ForSeeds(40)
  void cache_neverGoesBack_andEndsWithWhatDominates(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Path file = Files.createTempDirectory(dir, "seed").resolve("directory");
    Controllers controllers = new Controllers();
    List<DirectoryCopy> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      DirectoryCopy given = copy(random.nextInt(1, 5), random.nextInt(1, 5));
      controllers.thenGive(given);
      DirectoryCopy last = expected.isEmpty() ? null : expected.get(expected.size() - 1);
      if (last == null
          || (given.globalVersion() >= last.globalVersion()
              && given.regionVersion() >= last.regionVersion()
              && !given.equals(last))) {
        expected.add(given);
      }
    }
    List<DirectoryCopy> told = new CopyOnWriteArrayList<>();

    try (DirectoryCache cache =
        DirectoryCache.open(file, controllers, Duration.ofNanos(1), told::add)) {
      await().atMost(DEADLINE).until(() -> told.size() == expected.size());
      await().atMost(DEADLINE).until(controllers::areDone);
      assertThat(told).isEqualTo(expected);
      assertThat(cache.newest()).contains(expected.get(expected.size() - 1));
    }
    assertThat(new DirectoryCopyFile(file).load()).contains(expected.get(expected.size() - 1));
  }

  @Test
  void cache_beginsWithWhatIsOnTheDisk_whenNoControllerAnswers() throws IOException {
    Path file = dir.resolve("directory");
    new DirectoryCopyFile(file).save(copy(4, 2));
    DirectorySource silent = known -> new CompletableFuture<>();

    try (DirectoryCache cache =
        DirectoryCache.open(file, silent, Duration.ofMillis(1), told -> {})) {
      assertThat(cache.newest()).contains(copy(4, 2));
    }
  }

  @Test
  void refusals_leaveWhatIsKnown_andQuestionsGoOn() throws IOException {
    Path file = dir.resolve("directory");
    Controllers controllers =
        new Controllers().thenGive(copy(1, 1)).thenRefuse().thenRefuse().thenGive(copy(2, 1));
    List<DirectoryCopy> told = new CopyOnWriteArrayList<>();

    try (DirectoryCache cache =
        DirectoryCache.open(file, controllers, Duration.ofMillis(1), told::add)) {
      await().atMost(DEADLINE).until(() -> told.size() == 2);
      assertThat(cache.newest()).contains(copy(2, 1));
      await().atMost(DEADLINE).until(() -> controllers.asked.contains(Optional.of(copy(2, 1))));
    }
  }

  @Test
  void copyOfAnotherClusterOrRegion_isNeverTaken() throws IOException {
    ClusterId other = new ClusterId("ffffffffffffffffffffffffffffffff");
    Controllers controllers =
        new Controllers()
            .thenGive(copy(1, 1))
            .thenGive(copy(other, Copies.EU, 9, 9))
            .thenGive(copy(Copies.CLUSTER, Copies.US, 9, 9))
            .thenGive(copy(2, 2));
    List<DirectoryCopy> told = new CopyOnWriteArrayList<>();

    try (DirectoryCache cache =
        DirectoryCache.open(
            dir.resolve("directory"), controllers, Duration.ofMillis(1), told::add)) {
      await().atMost(DEADLINE).until(() -> cache.newest().equals(Optional.of(copy(2, 2))));
    }

    assertThat(told).containsExactly(copy(1, 1), copy(2, 2));
  }

  @Test
  void copyThatCantBeKept_isNotUsed() throws IOException {
    Path file = Files.createDirectory(dir.resolve("directory")).resolve("no/such/place");
    Controllers controllers = new Controllers().thenGive(copy(1, 1));

    try (DirectoryCache cache =
        DirectoryCache.open(file, controllers, Duration.ofMillis(1), told -> {})) {
      await().atMost(DEADLINE).until(() -> controllers.asked.size() > 2);
      assertThat(cache.newest()).isEmpty();
    }
  }

  @Test
  void file_withAnyByteChanged_isRefused_andNamed() throws IOException {
    Path file = dir.resolve("directory");
    new DirectoryCopyFile(file).save(copy(4, 2));
    byte[] good = Files.readAllBytes(file);

    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file, bad);
      assertThatThrownBy(() -> new DirectoryCopyFile(file).load())
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void supersedes_isAPartialOrder() {
    assertThat(copy(2, 1).supersedes(copy(1, 1))).isTrue();
    assertThat(copy(1, 2).supersedes(copy(1, 1))).isTrue();
    assertThat(copy(1, 1).supersedes(copy(1, 1))).isFalse();
    assertThat(copy(2, 1).supersedes(copy(1, 2))).isFalse();
    assertThat(copy(1, 2).supersedes(copy(2, 1))).isFalse();
  }
}
