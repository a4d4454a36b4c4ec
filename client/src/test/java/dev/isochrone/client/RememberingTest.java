package dev.isochrone.client;

import static dev.isochrone.client.FakeCluster.LYON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that finds its cluster by what it was told in an earlier run. */
@Timeout(120)
class RememberingTest {
  @TempDir private Path dir;
  private FakeCluster cluster;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    cluster = FakeCluster.start();
    file = dir.resolve("new/directory");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void endpointThatIsGone_isReplacedByANodeRemembered_ofTheOwnRegionFirst() throws Exception {
    connect(config()).close();
    cluster.node("eu-1").close();

    try (IsochroneClient client = connect(config().from(FakeCluster.US))) {
      assertThat(client.directory()).isEqualTo(kept());
      client.table("cities").put("US/1", Document.EMPTY);
    }
    assertThat(cluster.node("us-1").described() + cluster.node("us-2").described()).isEqualTo(1);
    assertThat(cluster.node("eu-2").described() + cluster.node("eu-3").described()).isZero();
  }

  @Test
  void withoutAMemory_aClusterWhoseEndpointsAreGone_isNotFound() {
    cluster.node("eu-1").close();

    assertThat(refusal(config()).refusal().code()).isEqualTo(RefusalCode.HOME_UNREACHABLE);
  }

  @Test
  void newerDirectory_thatIsLearntLater_isKept_andAnOlderOneIsNot() throws Exception {
    try (IsochroneClient client = connect(config())) {
      cluster.publish(2, 7);
      cluster
          .node("eu-1")
          .then(it -> it.refuse(Refusal.of(RefusalCode.RULE_CHANGED, "rule 7 is in force")));
      client.table("cities").put(LYON, Document.EMPTY);
      assertThat(client.directory().version()).isEqualTo(2);
    }
    assertThat(kept().version()).isEqualTo(2);
    cluster.publish(1, 1);

    try (IsochroneClient client = connect(config())) {
      assertThat(client.directory().version()).isEqualTo(2);
    }
    assertThat(kept().version()).isEqualTo(2);
  }

  @Test
  void damagedFile_isIgnored_andWrittenAnew() throws Exception {
    connect(config()).close();
    byte[] whole = Files.readAllBytes(file);
    for (byte[] damaged : damagedForms(whole)) {
      Files.write(file, damaged);

      connect(config()).close();

      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
    assertThat(leftBeside()).isEqualTo(1);
  }

  @Test
  void damagedFile_doesNotHide_thatNobodyAnswers() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "no directory");
    cluster.node("eu-1").close();

    assertThat(refusal(config()).refusal().code()).isEqualTo(RefusalCode.HOME_UNREACHABLE);
  }

  @Test
  void directoryOfAnotherCluster_isForgotten_whereAnEndpointAnswers() throws Exception {
    new DirectoryFile(file).save(foreign());

    try (IsochroneClient client = connect(config())) {
      assertThat(client.directory().cluster()).isEqualTo(cluster.directoryNow().cluster());
    }
    assertThat(kept()).isEqualTo(cluster.directoryNow());
  }

  @Test
  void nodesThatBelongToAnotherClusterNow_areNotTakenForTheRemembered() throws Exception {
    new DirectoryFile(file).save(foreign());
    cluster.node("eu-1").close();

    RefusedException refused = refusal(config());

    assertThat(refused.refusal().code()).isEqualTo(RefusalCode.WRONG_CLUSTER);
    assertThat(refused.refusal().message()).contains("elsewhere", "test");
    assertThat(kept()).isEqualTo(foreign());
  }

  @Test
  void diskThatRefuses_doesNotStopTheClient() throws Exception {
    Path occupied = Files.writeString(dir.resolve("occupied"), "a file, so no directory");
    file = occupied.resolve("directory");

    try (IsochroneClient client = connect(config())) {
      client.table("cities").put(LYON, Document.EMPTY);
    }
  }

  private ClientConfig config() {
    return cluster.config().within(Duration.ofSeconds(5)).remembering(file);
  }

  private static IsochroneClient connect(ClientConfig config) throws RefusedException {
    return IsochroneClient.connect(config);
  }

  private static RefusedException refusal(ClientConfig config) {
    return catchThrowableOfType(RefusedException.class, () -> connect(config).close());
  }

  private Directory kept() throws IOException {
    return new DirectoryFile(file).load().orElseThrow();
  }

  /** A newer directory with the same nodes. */
  private Directory foreign() {
    Directory ours = cluster.directoryNow();
    return new Directory(
        ours.version() + 7,
        new Directory.Cluster(new ClusterId("ab".repeat(16)), "elsewhere"),
        ours.regions(),
        ours.tables(),
        ours.domains());
  }

  private static List<byte[]> damagedForms(byte[] whole) {
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    return List.of(flipped, cut, new byte[0]);
  }

  private long leftBeside() throws IOException {
    Path parent = Optional.ofNullable(file.getParent()).orElseThrow();
    try (Stream<Path> files = Files.list(parent)) {
      return files.count();
    }
  }
}
