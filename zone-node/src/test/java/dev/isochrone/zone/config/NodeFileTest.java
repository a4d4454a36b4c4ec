package dev.isochrone.zone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Zone;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.Percentage;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.server.inside.LogConfig;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.inside.LogLevel;
import dev.isochrone.zone.ListenAt;
import dev.isochrone.zone.ZoneNodeConfig;
import dev.isochrone.zone.disk.DiskWatermarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFileTest {
  private static final NodeId SELF = new NodeId("eu-west-a");
  private static final Path EXAMPLES = Path.of("../docs/examples");

  @TempDir Path dir;

  @Test
  void examples_areRead_andSayTheDefaults() throws IOException {
    NodeFile.Settings whole = NodeFile.read(EXAMPLES.resolve("eu-west-a.yaml"));
    NodeFile.Settings terse = NodeFile.read(EXAMPLES.resolve("eu-west-b.yaml"));

    assertThat(whole.http()).contains(new Address("127.0.0.1", 7403));
    assertThat(terse.http()).isEmpty();
    assertThat(terse.config())
        .isEqualTo(
            ZoneNodeConfig.of(
                new NodeId("eu-west-b"),
                terse.config().region(),
                EXAMPLES.resolve("data/eu-west-b")));
    assertThat(whole.config().offsetMax()).isEqualTo(terse.config().offsetMax());
    assertThat(whole.config().group()).isEqualTo(terse.config().group());
    assertThat(whole.config().store()).isEqualTo(terse.config().store());
    assertThat(whole.config().engine()).isEqualTo(terse.config().engine());
    assertThat(whole.config().disk()).isEqualTo(terse.config().disk());
    assertThat(whole.config().sight()).isEqualTo(terse.config().sight());
    assertThat(whole.log()).isEqualTo(terse.log()).isEqualTo(LogConfig.DEFAULT);
  }

  @Test
  void settings_thatAreGiven_reachTheNode() throws IOException {
    NodeFile.Settings read =
        read("store: {memtable: 1MiB, flush-interval: 9s}\ngroup: {confirm-timeout: 7s}\n");

    assertThat(read.config().store().memtableBytesMax()).isEqualTo(1 << 20);
    assertThat(read.config().store().flushInterval()).isEqualTo(Duration.ofSeconds(9));
    assertThat(read.config().group().confirmTimeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void logAndSlowRequests_thatAreGiven_reachTheNode() throws IOException {
    NodeFile.Settings read = read("log: {format: json, level: debug}\nslow-request: 30ms\n");

    assertThat(read.log()).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogLevel.DEBUG));
    assertThat(read.config().sight().slowRequest()).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void slowRequests_canBeOff_andALogThatSaysOnlyHowMuch_isText() throws IOException {
    NodeFile.Settings read = read("slow-request: 0s\nlog: {level: info}\n");

    assertThat(read.config().sight().slowRequest()).isZero();
    assertThat(read.log()).isEqualTo(new LogConfig(LogConfig.Format.TEXT, LogLevel.INFO));
  }

  @ParameterizedTest
  @CsvSource({"format: xml,'format' is text or json", "level: loud,'level' is error"})
  void log_thatCanNotBe_isRefused_withItsLine(String said, String reason) {
    assertThatThrownBy(() -> read("log:\n  " + said + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml:")
        .hasMessageContaining(reason);
  }

  @Test
  void watermarks_thatAreGiven_reachTheNode_andTheOthersStayAsTheyAre() throws IOException {
    NodeFile.Settings read = read("disk: {warn: 70%, refuse: 97.5%}\n");

    assertThat(read.config().disk())
        .isEqualTo(new DiskWatermarks(0.7, 0.975, DiskWatermarks.DEFAULT.resume()));
  }

  @ParameterizedTest
  @CsvSource({
    "warn: 95%,warn (95.0%) <= resume (90.0%) < refuse (92.0%)",
    "refuse: 90%,resume (90.0%) < refuse (90.0%)",
    "warn: 0%,0 < warn (0.0%)",
    "refuse: 101%,is not between 0% and 100%",
    "refuse: 0.92,is not a percentage"
  })
  void watermarks_thatDoNotFit_areRefused_withTheirLine(String mark, String reason) {
    assertThatThrownBy(() -> read("disk:\n  " + mark + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml:")
        .hasMessageContaining(reason);
  }

  @Test
  void watermarks_thatAreWritten_areReadAgain() throws IOException {
    NodeFile.Disk disk =
        new NodeFile.Disk(Percentage.parse("80%"), Percentage.parse("91.5%"), null);
    Path file = dir.resolve("disk.yaml");

    YamlFile.write(file, disk);

    assertThat(YamlFile.read(file, NodeFile.Disk.class)).isEqualTo(disk);
  }

  @Test
  void settings_thatContradictEachOther_areRefused_withTheFile() {
    assertThatThrownBy(() -> read("store: {memtable: 100MiB}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml")
        .hasMessageContaining("no room for two memtables");
  }

  @Test
  void key_thatIsUnknown_isRefused_withItsLine() {
    assertThatThrownBy(() -> read("store:\n  memtabel: 1MiB\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml:6: unknown key 'memtabel'");
  }

  @Test
  void nodeThatJoins_saysItselfAndItsControllers_withTheUsualPorts() throws IOException {
    NodeFile.Settings read = joining("join: {controllers: ['127.0.1.9:7401'], zone: a}\n");

    NodeEntry self =
        new NodeEntry(
            SELF,
            new Zone("a"),
            new Endpoint(SELF, "127.0.0.1", 7400),
            new Endpoint(SELF, "127.0.0.1", 7401),
            Optional.of(new Endpoint(SELF, "127.0.0.1", 7402)),
            1);
    assertThat(read.knowing())
        .isEqualTo(new NodeFile.Knowing.Joining(List.of(new Address("127.0.1.9", 7401)), self));
  }

  @Test
  void nodeThatIsReachedElsewhereThanItListens_tellsOthersSo() throws IOException {
    NodeFile.Settings read =
        joining(
            """
            join: {controllers: ['127.0.1.9:7401'], zone: a}
            listen: {internal: '127.0.1.1:1', raft: '127.0.1.1:2'}
            advertise: {raft: 'a.example:9'}
            """);

    assertThat(read.listenAt())
        .isEqualTo(
            new ListenAt(
                new Address("127.0.0.1", 7400),
                new Address("127.0.1.1", 1),
                new Address("127.0.1.1", 2)));
    assertThat(read.knowing())
        .isInstanceOfSatisfying(
            NodeFile.Knowing.Joining.class,
            joining ->
                assertThat(ListenAt.advertisedBy(joining.self()))
                    .isEqualTo(
                        new ListenAt(
                            new Address("127.0.0.1", 7400),
                            new Address("127.0.1.1", 1),
                            new Address("a.example", 9))));
  }

  @Test
  void nodeOfAClusterInAFile_listensWhereThatSays_orWhereItsOwnDoes() throws IOException {
    ListenAt own =
        new ListenAt(
            new Address("127.0.0.1", 7400),
            new Address("127.0.0.5", 1),
            new Address("127.0.0.1", 7402));

    NodeFile.Settings read = read("listen: {internal: '127.0.0.5:1'}\n");

    assertThat(read.listenAt()).isEqualTo(own);
    assertThat(NodeFile.read(EXAMPLES.resolve("eu-west-a.yaml")).listenAt().internal())
        .isEqualTo(new Address("127.0.0.1", 7401));
  }

  @ParameterizedTest
  @CsvSource({
    "'listen: {raft: ''0.0.0.0:7402''}',by which one it is reached: add advertise: {raft:"
        + " HOST:7402}",
    "'listen: {client: ''[::]:7400''}',add advertise: {client: HOST:7400}",
    "'advertise: {internal: ''0.0.0.0:1''}',add advertise: {internal: HOST:1}",
    "'listen: {raft: ''0.0.0.0:7402''}\nadvertise: {raft: ''a.example:7402''}',and has no TLS",
    "'listen: {clientele: ''0.0.0.0:7402''}',taken here: client. internal. raft"
  })
  void nodeThatOthersCouldNotReach_isRefused_withWhatToAdd(String how, String reason) {
    assertThatThrownBy(
            () ->
                joining(
                    "join: {controllers: ['127.0.1.9:7401'], zone: a}\n"
                        + how.replace("\\n", "\n")
                        + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason.replace("client. internal. raft", "client, internal, raft"));
  }

  @Test
  void nodeOfAClusterInAFile_advertisesNothingItself() {
    assertThatThrownBy(() -> read("advertise: {client: 'a.example:1'}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'cluster' says where it is reached");
  }

  @ParameterizedTest
  @CsvSource({
    "'offset-max: 0ms',node.yaml:1: 'offset-max' must be above 0",
    "'group: {entry-max: 1MiB}',node.yaml:5: 'entry-max' is 1MiB and must be from 2MiB to 64MiB",
    "'group: {election-timeout-min: 0ms}',node.yaml:5: 'election-timeout-min' must be above 0",
    "'group: {election-timeout-max: 9ms}',node.yaml:5: electionTimeoutMax",
    "'store: {memtable: 0B}',node.yaml:5: 'memtable' must be above 0",
    "'store: {memory: 64MiB}',node.yaml:5: memory for"
  })
  void valueOutOfItsRange_isRefused_withItsLine(String said, String message) {
    assertThatThrownBy(() -> read(said + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message.replace("1MiB and", "1MiB, and"));
  }

  @Test
  void exampleOfAWorld_isRead() throws IOException {
    NodeFile.Settings read = NodeFile.read(EXAMPLES.resolve("world/us-east-b.yaml"));

    assertThat(read.knowing())
        .isInstanceOfSatisfying(
            NodeFile.Knowing.Joining.class,
            joining -> {
              assertThat(joining.controllers()).containsExactly(new Address("127.0.2.9", 7401));
              assertThat(joining.self().client().address()).isEqualTo("127.0.2.2:7400");
              assertThat(joining.self().zone()).isEqualTo(new Zone("b"));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "'',one of two",
    "'join: {controllers: [''127.0.1.9:7401''], zone: a}\ncluster: cluster.yaml',one of two",
    "'join: {controllers: [], zone: a}','''controllers'' names none'",
    "'join: {controllers: [''127.0.1.9:7401'']}','the key ''zone'' is missing'"
  })
  void nodeThatDoesNotSayHowItLearnsOfTheOthers_isRefused(String how, String reason) {
    assertThatThrownBy(() -> joining(how.replace("\\n", "\n") + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }

  private NodeFile.Settings joining(String how) throws IOException {
    Path file = dir.resolve("node.yaml");
    Files.writeString(file, "node: eu-west-a\nregion: eu-west\ndata-dir: data\n" + how);
    return NodeFile.read(file);
  }

  @Test
  void node_thatTheClusterDoesNotKnow_isRefused() {
    assertThatThrownBy(() -> read("", "eu-west-z"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("has no node eu-west-z in region eu-west");
  }

  private NodeFile.Settings read(String more) throws IOException {
    return read(more, "eu-west-a");
  }

  private NodeFile.Settings read(String more, String node) throws IOException {
    Files.copy(EXAMPLES.resolve("cluster.yaml"), dir.resolve("cluster.yaml"));
    Path file = dir.resolve("node.yaml");
    Files.writeString(
        file,
        "node: " + node + "\nregion: eu-west\ndata-dir: data\ncluster: cluster.yaml\n" + more);
    return NodeFile.read(file);
  }
}
