package dev.isochrone.server.inside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.CollectAnswer;
import dev.isochrone.api.v1.CollectRequest;
import dev.isochrone.api.v1.ServersGrpc;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.inside.Collected;
import dev.isochrone.wire.inside.LogLevel;
import dev.isochrone.wire.inside.LogOrder;
import dev.isochrone.wire.inside.ServersWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node and the controller of its region, each with a log of its own. */
class ServersServiceTest {
  private final Map<String, LogLevel> levels = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private Controllers node;

  @BeforeEach
  void start() throws Exception {
    Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system(), Optional.empty());
    closing.push(channels);
    ServersService ofController =
        new ServersService(interior("ctl", Optional.of(log("ctl"))), Optional.empty());
    closing.push(ofController);
    RpcServer controller = RpcServer.listen(ListenConfig.loopback(0), List.of(ofController));
    closing.push(controller);
    Controllers known =
        new Controllers(channels, List.of(new Address("127.0.0.1", controller.port())));
    ServersService ofNode =
        new ServersService(interior("node", Optional.of(log("node"))), Optional.of(known));
    closing.push(ofNode);
    RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of(ofNode));
    closing.push(server);
    node = new Controllers(channels, List.of(new Address("127.0.0.1", server.port())));
  }

  @AfterEach
  void stop() throws Exception {
    while (!closing.isEmpty()) {
      closing.pop().close();
    }
  }

  @Test
  void level_isSetOfTheServerThatIsMeant_andWhatWasBeforeIsTold() {
    assertThat(set("", LogLevel.DEBUG))
        .isEqualTo(
            Outcome.done(new LogOrder.Done("node", LogOrder.OURS, LogLevel.WARN, LogLevel.DEBUG)));
    assertThat(set("ctl", LogLevel.TRACE))
        .isEqualTo(
            Outcome.done(new LogOrder.Done("ctl", LogOrder.OURS, LogLevel.WARN, LogLevel.TRACE)));
    assertThat(set("node", LogLevel.INFO))
        .isEqualTo(
            Outcome.done(new LogOrder.Done("node", LogOrder.OURS, LogLevel.DEBUG, LogLevel.INFO)));
    assertThat(levels)
        .isEqualTo(
            Map.of("node dev.isochrone", LogLevel.INFO, "ctl dev.isochrone", LogLevel.TRACE));
  }

  @Test
  void serverThatNobodyKnows_isRefused_andNothingIsChanged() {
    assertThat(set("mars", LogLevel.DEBUG))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST));
    assertThat(levels).isEmpty();
  }

  @Test
  void collected_areAllSources_withoutSecrets_andOneThatFailsSaysSo() {
    Map<String, String> files = collect("ctl");

    assertThat(files)
        .containsOnlyKeys(
            "own.txt", "broken.txt", "config.yaml", "jvm.txt", "threads.txt", "log.txt")
        .containsEntry("own.txt", "of ctl")
        .containsEntry("log.txt", "one\ntwo");
    assertThat(files.get("broken.txt")).contains("could not be collected", "IllegalState");
    assertThat(files.get("broken.txt")).doesNotContain("canary");
    assertThat(files.get("config.yaml"))
        .contains("key: tls/node.pem", "keystore-password: (removed)")
        .doesNotContain("hunter2");
    assertThat(files.get("jvm.txt")).contains("java: ", "heap: ", "flags: ");
    assertThat(files.get("threads.txt")).contains("\" RUNNABLE");
    assertThat(collect("")).containsEntry("own.txt", "of node");
  }

  private Outcome<LogOrder.Done> set(String server, LogLevel level) {
    return node.any(
            ServersGrpc.getSetLogLevelMethod(),
            ServersWire.toProto(new LogOrder(server, LogOrder.OURS, level)))
        .join()
        .fold(ServersWire::fromProto, Outcome::refused);
  }

  private Map<String, String> collect(String server) {
    Outcome<CollectAnswer> answer =
        node.any(
                ServersGrpc.getCollectMethod(),
                CollectRequest.newBuilder().setServer(server).build())
            .join();
    List<Collected> told = new ArrayList<>();
    answer.fold(ServersWire::fromProto, Outcome::<Collected>refused).map(told::add);
    assertThat(told).hasSize(1);
    return told.get(0).files().stream()
        .collect(Collectors.toMap(Collected.TextFile::name, Collected.TextFile::text));
  }

  private static Interior interior(String name, Optional<LogControl> log) {
    return new Interior(
        name,
        name + ":1",
        new ServerProcess(log, "tls:\n  key: tls/node.pem\n  keystore-password: hunter2\n"),
        List.of(
            new Interior.Source("own.txt", () -> "of " + name),
            new Interior.Source(
                "broken.txt",
                () -> {
                  throw new IllegalStateException("canary");
                })));
  }

  private LogControl log(String server) {
    return new LogControl() {
      @Override
      public LogLevel set(String logger, LogLevel level) {
        LogLevel before = levels.put(server + " " + logger, level);
        return before == null ? LogLevel.WARN : before;
      }

      @Override
      public List<String> recent() {
        return List.of("one", "two");
      }
    };
  }
}
