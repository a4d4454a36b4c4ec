package dev.isochrone.region.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.region.RegionControllerConfig;
import dev.isochrone.region.RegionControllerConfig.Seat;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.Shape;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.wire.grpc.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoundingFileTest {
  private static final Path EXAMPLES = Path.of("../docs/examples/world");
  private static final String THREE =
      """
      cluster: test
      regions:
        eu:
          partitions: 3
          nodes: 4
          controllers:
            eu-c0: {internal: 127.0.1.8:7401, raft: 127.0.1.8:7402}
            eu-c1: {internal: 127.0.1.9:7401, raft: 127.0.1.9:7402, votes: true}
        sa:
          witness: true
          controllers:
            sa-c0: {internal: 127.0.3.9:7401, raft: 127.0.3.9:7402}
        us:
          replicas: 1
          controllers:
            us-c0: {internal: 127.0.2.8:7401, raft: 127.0.2.8:7402}
            us-c1: {internal: 127.0.2.9:7401, raft: 127.0.2.9:7402}
      """;

  @TempDir private Path dir;

  @Test
  void regions_areWhatTheFileSays_andDefaultsElse() throws IOException {
    FoundingFile read = read(THREE);

    assertThat(read.specs())
        .extracting(RegionSpec::role)
        .containsExactly(RegionRole.DATA, RegionRole.WITNESS, RegionRole.DATA);
    assertThat(read.specs())
        .extracting(RegionSpec::shape)
        .containsExactly(new Shape(3, 3, 4), new Shape(1, 3, 3), new Shape(1, 1, 1));
    assertThat(read.specs().get(2).controllers()).hasSize(2);
  }

  @Test
  void vote_isThatOfWhoeverSaysSo_elseOfTheFirst_andOneInARegion() throws IOException {
    assertThat(read(THREE).seats().stream().filter(Seat::votes).map(Seat::id))
        .containsExactly(new NodeId("eu-c1"), new NodeId("sa-c0"), new NodeId("us-c0"));
  }

  @ParameterizedTest
  @CsvSource({
    "'    nodes: 4','    nodes: 2','3 replicas on 2 nodes'",
    "'    partitions: 3','    partitions: 0','0 partitions'",
    "'  sa:','  sb: {controllers: {}}\\n  sa:','needs ''controllers'''",
    "', raft: 127.0.1.8:7402','','raft'",
    "'7402}\\n      eu-c1','7402, votes: true}\\n      eu-c1','one vote'",
    "'witness: true','witnes: true','unknown key ''witnes'''"
  })
  void regionThatMakesNoSense_isRefused_withTheReason(String line, String other, String reason) {
    String text = THREE.replace(line.replace("\\n", "\n"), other.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(THREE);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("world.yaml:")
        .hasMessageContaining(reason);
  }

  @Test
  void twoRegions_needAThirdVote() {
    String two =
        THREE.substring(0, THREE.indexOf("  sa:")) + THREE.substring(THREE.indexOf("  us:"));

    assertThatThrownBy(() -> read(two))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("witness: true");
  }

  @Test
  void exampleOfAController_isRead_withAllSeatsOfTheWorld() throws IOException {
    ControllerFile.Settings settings = ControllerFile.read(EXAMPLES.resolve("us-east-ctl.yaml"));
    assertThat(settings.http()).contains(new Address("127.0.2.9", 7_403));
    assertThat(settings.log()).isEqualTo(LogConfig.DEFAULT);
    RegionControllerConfig read = settings.config();

    assertThat(read.clusterName()).isEqualTo("world");
    assertThat(read.self().region()).isEqualTo(new Region("us-east"));
    assertThat(read.voters()).hasSize(3);
    assertThat(read.dataDir()).isEqualTo(EXAMPLES.resolve("data/us-east-ctl"));
  }

  @Test
  void controller_listensWhereItsFileSays_andIsReachedWhereTheWorldsDoes() throws IOException {
    Files.writeString(dir.resolve("world.yaml"), THREE);
    String id = read(THREE).seats().get(0).id().name();
    Path file = dir.resolve("c.yaml");
    Files.writeString(
        file,
        "controller: "
            + id
            + "\ndata-dir: data\ncluster: world.yaml\nlisten: {internal: '127.0.0.77:1'}\n");

    RegionControllerConfig read = ControllerFile.read(file).config();

    assertThat(read.listenAt().internal()).isEqualTo(new Address("127.0.0.77", 1));
    assertThat(read.listenAt().raft()).isEqualTo(Address.of(read.self().raft()));
    assertThat(Address.of(read.self().internal())).isNotEqualTo(read.listenAt().internal());
  }

  @Test
  void controllerThatNobodyCouldReach_isRefused() {
    String everywhere = THREE.replaceFirst("internal: [^,]+,", "internal: '0.0.0.0:7401',");

    assertThat(everywhere).isNotEqualTo(THREE);
    assertThatThrownBy(() -> read(everywhere))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("under 'listen'");
  }

  @Test
  void controllerThatTheWorldDoesNotKnow_isRefused() throws IOException {
    Files.writeString(dir.resolve("world.yaml"), THREE);
    Path file = dir.resolve("c.yaml");
    Files.writeString(file, "controller: eu-c7\ndata-dir: data\ncluster: world.yaml\n");

    assertThatThrownBy(() -> ControllerFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("eu-c7 is none of the controllers");
  }

  private FoundingFile read(String text) throws IOException {
    Path file = dir.resolve("world.yaml");
    Files.writeString(file, text);
    return FoundingFile.read(file);
  }
}
