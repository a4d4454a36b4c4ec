package dev.isochrone.zone.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final Directory.Cluster CLUSTER =
      new Directory.Cluster(new ClusterId("0123456789abcdef0123456789abcdef"), "test");
  private static final NodeId NODE = new NodeId("eu-west-a");
  private static final Region REGION = new Region("eu-west");

  @TempDir private Path dir;

  private static DataDirectory opened(
      Path root, Directory.Cluster cluster, NodeId node, Region region) throws IOException {
    DataDirectory data = DataDirectory.open(root, node, region);
    data.bind(cluster.id());
    return data;
  }

  @Test
  void newDirectory_becomesTheNodes_andHoldsWhatANodeNeeds() throws IOException {
    Path root = dir.resolve("deep/down");

    DataDirectory data = opened(root, CLUSTER, NODE, REGION);

    assertThat(identity(root))
        .containsEntry("cluster.id", CLUSTER.id().hex())
        .containsEntry("node.id", "eu-west-a")
        .containsEntry("region", "eu-west");
    assertThat(data.clock()).isDirectory().isEqualTo(root.resolve("clock"));
    assertThat(data.raft()).isEqualTo(root.resolve("raft"));
    assertThat(data.partition(3)).isEqualTo(root.resolve("partition-3"));
  }

  @Test
  void secondOpen_goesOnWithTheSameIdentity() throws IOException {
    opened(dir, CLUSTER, NODE, REGION);
    byte[] first = Files.readAllBytes(dir.resolve("identity.properties"));

    opened(dir, CLUSTER, NODE, REGION);

    assertThat(dir.resolve("identity.properties")).hasBinaryContent(first);
  }

  @Test
  void instances_differ() throws IOException {
    opened(dir.resolve("a"), CLUSTER, NODE, REGION);
    opened(dir.resolve("b"), CLUSTER, NODE, REGION);

    assertThat(identity(dir.resolve("a")).getProperty("instance.id"))
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(identity(dir.resolve("b")).getProperty("instance.id"));
  }

  @Test
  void directoryOfAnotherCluster_isRefused_bothNamed() throws IOException {
    opened(dir, CLUSTER, NODE, REGION);
    ClusterId other = new ClusterId("ffffffffffffffffffffffffffffffff");

    assertThatThrownBy(() -> opened(dir, new Directory.Cluster(other, "test"), NODE, REGION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(CLUSTER.id().hex())
        .hasMessageContaining(other.hex());
  }

  @Test
  void directoryOfAnotherNodeOrRegion_isRefused_bothNamed() throws IOException {
    opened(dir, CLUSTER, NODE, REGION);

    assertThatThrownBy(() -> opened(dir, CLUSTER, new NodeId("eu-west-b"), REGION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("eu-west-a")
        .hasMessageContaining("eu-west-b");
    assertThatThrownBy(() -> opened(dir, CLUSTER, NODE, new Region("ap-south")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("eu-west;")
        .hasMessageContaining("ap-south");
  }

  @Test
  void logsWithoutAnIdentity_areNobodys() throws IOException {
    Files.createDirectories(dir.resolve("raft"));

    assertThatThrownBy(() -> opened(dir, CLUSTER, NODE, REGION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("identity.properties");
  }

  @Test
  void refusedDirectory_staysAsItIs() throws IOException {
    opened(dir, CLUSTER, NODE, REGION);
    Files.delete(dir.resolve("clock"));

    assertThatThrownBy(() -> opened(dir, CLUSTER, new NodeId("other"), REGION))
        .isInstanceOf(IOException.class);

    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).containsExactly(dir.resolve("identity.properties"));
    }
  }

  @Test
  void damagedIdentity_isRefused_andTheFileNamed() throws IOException {
    for (String damaged : new String[] {"", "node.id=eu-west-a", "cluster.id=\\u12", "\u0000"}) {
      Files.writeString(dir.resolve("identity.properties"), damaged);

      assertThatThrownBy(() -> opened(dir, CLUSTER, NODE, REGION))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(dir.resolve("identity.properties").toString());
    }
  }

  @Test
  void identityHalfWritten_wasNeverThere() throws IOException {
    Files.writeString(dir.resolve("identity.properties.new"), "cluster.i");

    assertThatCode(() -> opened(dir, CLUSTER, NODE, REGION)).doesNotThrowAnyException();

    assertThat(identity(dir)).containsEntry("node.id", "eu-west-a");
  }

  private static Properties identity(Path root) throws IOException {
    Properties identity = new Properties();
    try (Reader in =
        Files.newBufferedReader(root.resolve("identity.properties"), StandardCharsets.UTF_8)) {
      identity.load(in);
    }
    return identity;
  }
}
