package dev.isochrone.consensus.ratis;

import static org.awaitility.Awaitility.await;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.GroupWorld;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.PeerTerms;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.consensus.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ratis servers in this process, on loopback, with their logs in a directory of the build. */
final class RatisWorld implements GroupWorld {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final GroupId id = new GroupId(UUID.randomUUID());
  private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);
  private final Path directory;
  private final GroupConfig config;
  private final UnaryOperator<RatisConfig> adjust;
  private final List<Member> members = new ArrayList<>();
  private final Map<MemberId, Life> lives = new ConcurrentHashMap<>();
  private final Set<MemberId> running = ConcurrentHashMap.newKeySet();
  private final Set<MemberId> mute = ConcurrentHashMap.newKeySet();

  private record Life(
      RatisNode node, Group<Note> group, Ledger ledger, Map<GroupId, Throwable> faults) {}

  RatisWorld(int count, Path directory, GroupConfig config, UnaryOperator<RatisConfig> adjust)
      throws IOException {
    this.directory = directory;
    this.config = config;
    this.adjust = adjust;
    for (int port : freePorts(count)) {
      members.add(new Member(new MemberId("m" + members.size()), "127.0.0.1", port));
    }
    members.forEach(member -> start(member.id()));
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

  @Override
  public List<MemberId> members() {
    return members.stream().map(Member::id).toList();
  }

  @Override
  public Group<Note> group(MemberId member) {
    return life(member).group();
  }

  @Override
  public Ledger ledger(MemberId member) {
    return life(member).ledger();
  }

  @Override
  public Optional<Throwable> fault(MemberId member) {
    return Optional.ofNullable(life(member).faults().get(id));
  }

  private Life life(MemberId member) {
    Life life = lives.get(member);
    if (life == null) {
      throw new IllegalStateException("never lived: " + member);
    }
    return life;
  }

  @Override
  public void stop(MemberId member) {
    running.remove(member);
    life(member).node().close();
  }

  @Override
  public void start(MemberId member) {
    @Nullable Life before = lives.get(member);
    start(member, before == null ? new Ledger() : before.ledger().afterCrash());
  }

  /** A new life on the log that is there, and on this state. */
  void start(MemberId member, Ledger ledger) {
    Map<GroupId, Throwable> faults = new ConcurrentHashMap<>();
    try {
      RatisNode node = RatisNode.start(configOf(member), ticks);
      Group<Note> group =
          node.join(
              id,
              members,
              ledger,
              new Surroundings(questionsOf(member), this::stateOf, faults::put));
      lives.put(member, new Life(node, group, ledger, faults));
      running.add(member);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RatisConfig configOf(MemberId member) {
    Member listen = members.stream().filter(m -> m.id().equals(member)).findFirst().orElseThrow();
    return adjust.apply(RatisConfig.of(listen, directory.resolve(member.name()), config));
  }

  private PeerTerms questionsOf(MemberId asker) {
    return (asked, answer) -> {
      if (running.contains(asked) && !mute.contains(asker) && !mute.contains(asked)) {
        answer.accept(group(asked).term());
      }
    };
  }

  private StateSource stateOf(MemberId from) throws IOException {
    if (!running.contains(from)) {
      throw new IOException(from + " is away");
    }
    return ledger(from).export();
  }

  @Override
  public void questions(MemberId member, boolean getThrough) {
    if (getThrough) {
      mute.remove(member);
    } else {
      mute.add(member);
    }
  }

  @Override
  public void until(String what, BooleanSupplier condition) {
    await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
  }

  @Override
  public void close() {
    List.copyOf(running).forEach(this::stop);
    ticks.shutdown();
    try {
      ticks.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
