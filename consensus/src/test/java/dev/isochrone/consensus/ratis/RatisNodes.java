package dev.isochrone.consensus.ratis;

import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/** Ratis servers in this process, on loopback, with their logs in a directory of the build. */
final class RatisNodes implements AutoCloseable {
  private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);
  private final ExecutorService aside = Executors.newFixedThreadPool(6);
  private final List<Member> members = new ArrayList<>();
  private final Map<MemberId, RatisNode> nodes = new TreeMap<>();

  RatisNodes(int count, Path directory, GroupConfig groups, UnaryOperator<RatisConfig> adjust)
      throws IOException {
    for (int port : freePorts(count)) {
      members.add(new Member(new MemberId("m" + members.size()), "127.0.0.1", port));
    }
    for (Member member : members) {
      Path own = directory.resolve(member.id().name());
      RatisConfig config = adjust.apply(RatisConfig.of(member, own, groups));
      nodes.put(member.id(), RatisNode.start(config, ticks));
    }
  }

  List<Member> members() {
    return members;
  }

  RatisNode of(MemberId member) {
    RatisNode node = nodes.get(member);
    if (node == null) {
      throw new IllegalArgumentException("no member: " + member);
    }
    return node;
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  /** Runs the action beside the tests, and before the nodes are closed. */
  void later(Runnable action) {
    aside.execute(action);
  }

  @Override
  public void close() {
    nodes.values().forEach(node -> later(node::close));
    aside.shutdown();
    await("the nodes are closed").atMost(Duration.ofSeconds(60)).until(aside::isTerminated);
    ticks.shutdownNow();
  }
}
