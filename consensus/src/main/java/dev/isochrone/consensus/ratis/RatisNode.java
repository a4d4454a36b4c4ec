package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.Surroundings;
import dev.isochrone.consensus.leadership.Timeouts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.ExitUtils;

/**
 * One node's Ratis server, on which the node's groups live. Any thread may join and close; both
 * block.
 */
public final class RatisNode implements AutoCloseable {
  private final RatisConfig config;
  private final Timeouts timeouts;
  private final Path groupsDirectory;
  private final Map<RaftGroupId, StateMachine> machines;
  private final RaftServer server;
  private final StartGate gate;
  private final ClientId administrator = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final Map<GroupId, RatisGroup<?>> groups = new ConcurrentHashMap<>();

  private RatisNode(
      RatisConfig config,
      Timeouts timeouts,
      Path groupsDirectory,
      Map<RaftGroupId, StateMachine> machines,
      RaftServer server,
      StartGate gate) {
    this.config = config;
    this.timeouts = timeouts;
    this.groupsDirectory = groupsDirectory;
    this.machines = machines;
    this.server = server;
    this.gate = gate;
  }

  /**
   * Starts the server, with no group yet.
   *
   * @param ticks runs the timeouts of confirmations; they do not block it
   * @throws BeyondLoopbackException other machines could reach the port, and there is no TLS
   * @throws AddressInUseException the port can't be bound
   */
  public static RatisNode start(RatisConfig config, ScheduledExecutorService ticks)
      throws IOException {
    if (config.tls().isEmpty()) {
      BeyondLoopbackException.requireLoopback(config.listen());
    }
    keepTheProcessAlive();
    Path groupsDirectory = groupsIn(config);
    Files.createDirectories(groupsDirectory);
    RaftProperties properties = RatisSettings.of(config);
    Map<RaftGroupId, StateMachine> machines = new ConcurrentHashMap<>();
    StartGate gate = new StartGate();
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(config.listen().id().name()))
            .setProperties(properties)
            .setParameters(parameters(gate, config.tls()))
            .setStateMachineRegistry(machines::get)
            .build();
    // While it is built, Ratis starts every group that it finds in its directory, whether or not
    // its state is there yet. So it looks into an empty one first, and into the true one after.
    RatisSettings.groupsIn(properties, groupsDirectory.toFile());
    try {
      server.start();
    } catch (ExitUtils.ExitException e) { // what Ratis does when the port is taken
      server.close();
      throw new AddressInUseException(config.listen(), e);
    }
    return new RatisNode(config, on(ticks), groupsDirectory, machines, server, gate);
  }

  /** The directory that has one of each group. */
  static Path groupsIn(RatisConfig config) {
    return config.directory().resolve("groups");
  }

  /**
   * Makes this node a member of the group: anew if it never was, else from its log.
   *
   * @param members all members, this one included; a log that is there already knows them better
   * @param state is this member's from here on, till the group is closed
   * @throws LogLostException the state is there, and the log is not
   */
  public <P extends Proposal> Group<P> join(
      GroupId id, List<Member> members, ReplicatedState<P> state, Surroundings surroundings)
      throws IOException {
    if (members.stream().noneMatch(member -> member.id().equals(config.listen().id()))) {
      throw new IllegalArgumentException(config.listen().id() + " is none of " + members);
    }
    refuseLostLog(id, state.durableUpTo());
    RaftGroupId raftId = RaftGroupId.valueOf(id.value());
    RatisGroup<P> group =
        new RatisGroup<>(
            id,
            members.stream().map(Member::id).toList(),
            state,
            surroundings,
            new RatisGroup.Host(config, server, timeouts),
            () -> leave(id));
    if (machines.putIfAbsent(raftId, group.machine()) != null) {
      throw new IllegalArgumentException("joined already: " + id);
    }
    try {
      add(raftId, members);
      group.division();
    } catch (IOException | RuntimeException e) {
      machines.remove(raftId);
      group.beginClose();
      group.endClose();
      throw e;
    }
    groups.put(id, group);
    return group;
  }

  private void add(RaftGroupId id, List<Member> members) throws IOException {
    RaftGroup group = RaftGroup.valueOf(id, members.stream().map(RatisNode::peer).toList());
    gate.close(id);
    try {
      // Not the format flag: on an empty directory Ratis formats by itself, and only there.
      perform(
          GroupManagementRequest.newAdd(
              administrator, server.getId(), calls.incrementAndGet(), group, /* format= */ false));
    } finally {
      gate.open(id);
    }
  }

  private void leave(GroupId id) throws IOException {
    RaftGroupId raftId = RaftGroupId.valueOf(id.value());
    try {
      perform(
          GroupManagementRequest.newRemove(
              administrator,
              server.getId(),
              calls.incrementAndGet(),
              raftId,
              /* deleteDirectory= */ false,
              /* renameDirectory= */ false));
    } finally {
      machines.remove(raftId);
      groups.remove(id);
    }
  }

  /** Closes all groups at once, and the server: some four seconds. Idempotent. */
  @Override
  public void close() {
    List<RatisGroup<?>> open = groups.values().stream().filter(RatisGroup::beginClose).toList();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.forEach(RatisGroup::endClose);
    }
  }

  private void refuseLostLog(GroupId id, LogPosition durable) throws IOException {
    if (durable.equals(LogPosition.START)) {
      return;
    }
    Path current = groupsDirectory.resolve(id.toString()).resolve("current");
    if (Files.isDirectory(current)) {
      try (Stream<Path> files = Files.list(current)) {
        if (files.findAny().isPresent()) {
          return;
        }
      }
    }
    throw new LogLostException(id, durable);
  }

  private void perform(GroupManagementRequest request) throws IOException {
    try {
      RaftClientReply reply = server.groupManagementAsync(request).get();
      if (reply.getException() != null) {
        throw reply.getException();
      }
    } catch (ExecutionException e) {
      throw new IOException("Ratis refused " + request, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in " + request);
    }
  }

  /**
   * Ratis' calls run on gRPC's event loop: they queue their work for threads of Ratis, and a hop of
   * their own to get there costs as much as that.
   */
  private static Parameters parameters(StartGate gate, Optional<RatisConfig.Tls> tls) {
    Parameters parameters = new Parameters();
    tls.ifPresent(
        secured ->
            GrpcConfigKeys.TLS.setConf(
                parameters,
                new GrpcTlsConfig(secured.keys(), secured.nodes(), /* mTlsEnabled= */ true)));
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters, (server, types) -> server.directExecutor().intercept(gate));
    return parameters;
  }

  private static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder()
        .setId(member.id().name())
        .setAddress(member.host() + ":" + member.port())
        .build();
  }

  private static Timeouts on(ScheduledExecutorService ticks) {
    return (wait, action) -> {
      Future<?> timer = ticks.schedule(action, wait.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    };
  }

  /**
   * Ratis ends the process when a port is taken, and, from the first look at its exit code on, when
   * any thread of ours dies of an exception. Neither is a library's to decide.
   */
  private static void keepTheProcessAlive() {
    Thread.UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    ExitUtils.setTerminateOnUncaughtException(false);
    Thread.setDefaultUncaughtExceptionHandler(ours);
  }
}
