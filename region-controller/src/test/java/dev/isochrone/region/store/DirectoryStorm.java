package dev.isochrone.region.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Faults;
import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.consensus.local.TwinGroup;
import dev.isochrone.consensus.local.TwinWorld;
import dev.isochrone.consensus.local.Weather;
import dev.isochrone.model.Origin;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.region.directory.Binding;
import dev.isochrone.region.directory.Places;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegisteredNode;
import dev.isochrone.region.directory.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A region's directory on three twins, treated badly by a seed: members crash and lose what was not
 * on their disks, logs are purged up to checkpoints, messages get lost. It remembers which nodes
 * were told that they are registered.
 */
final class DirectoryStorm implements TwinGroup.Lives<DirectoryProposal<RegionDirectoryState>> {
  private static final int STEPS_MAX = 200_000;
  private static final GroupConfig QUICK =
      new GroupConfig(
          Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(1), 1 << 20);

  private final TwinWorld world;
  private final RandomGenerator random;
  private final List<MemberId> members =
      List.of(new MemberId("m0"), new MemberId("m1"), new MemberId("m2"));
  private final Map<MemberId, MemoryShelf> shelves = new TreeMap<>();
  private final Map<MemberId, DirectoryLog<RegionCommand, RegionDirectoryState>> logs =
      new TreeMap<>();
  private final TwinGroup<DirectoryProposal<RegionDirectoryState>> group;
  private final Set<MemberId> down = new TreeSet<>();
  private final List<RegisteredNode> acknowledged = new ArrayList<>();
  private final List<RegisteredNode> refused = new ArrayList<>();
  private final List<Throwable> faults = new ArrayList<>();
  private int nodes;
  private int restored;

  /** A disk that keeps what was saved. */
  private static final class MemoryShelf implements Shelf<RegionDirectoryState> {
    private Kept<RegionDirectoryState> kept =
        new Kept<>(LogPosition.START, RegionDirectoryState.EMPTY);

    @Override
    public Kept<RegionDirectoryState> load() {
      return kept;
    }

    @Override
    public void save(Kept<RegionDirectoryState> next) {
      kept = next;
    }
  }

  DirectoryStorm(long seed) {
    world = new TwinWorld(seed, Weather.STORM);
    random = world.random();
    members.forEach(member -> shelves.put(member, new MemoryShelf()));
    group = TwinGroup.start(new GroupId(new UUID(1, seed)), members, QUICK, world.network(), this);
  }

  @Override
  public ReplicatedState<DirectoryProposal<RegionDirectoryState>> state(MemberId member) {
    try {
      DirectoryLog<RegionCommand, RegionDirectoryState> log =
          DirectoryLog.open(Machine.region(), Objects.requireNonNull(shelves.get(member)));
      restored += log.kept().position().equals(LogPosition.START) ? 0 : 1;
      logs.put(member, log);
      return log;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public Faults faults(MemberId member) {
    return (id, cause) -> faults.add(cause);
  }

  void rage(int blows) {
    settle(this::bind);
    for (int i = 0; i < blows; i++) {
      blow();
      world.runFor(random.nextLong(1, 120));
    }
  }

  private void blow() {
    MemberId member = members.get(random.nextInt(members.size()));
    switch (random.nextInt(12)) {
      case 0 -> {
        if (down.add(member)) {
          group.crash(member);
        }
      }
      case 1, 2 -> down.stream().findFirst().ifPresent(this::restart);
      case 3 -> world.network().cut(member, members.get(0));
      case 4 -> world.network().heal();
      case 5 -> {
        if (!down.contains(member)) {
          group.purge(member);
        }
      }
      default -> group.leader().ifPresent(this::registerSome);
    }
  }

  private void restart(MemberId member) {
    group.restart(member);
    down.remove(member);
  }

  private void registerSome(MemberId leader) {
    for (int i = random.nextInt(1, 30); i > 0 && nodes < Shape.NODES_MAX - 1; i--) {
      register(leader);
    }
  }

  private void register(MemberId leader) {
    RegisteredNode node = Places.node(Places.EU, nodes++);
    var unused =
        propose(leader, new RegionCommand.Register(node))
            .thenAccept(outcome -> remember(node, outcome));
  }

  private void remember(RegisteredNode node, Outcome<RegionDirectoryState> outcome) {
    if (!(outcome instanceof Outcome.Refused<RegionDirectoryState> no)) {
      acknowledged.add(node);
    } else if (no.refusal().kind() != RefusalKind.UNKNOWN) {
      refused.add(node);
    }
  }

  private CompletableFuture<Outcome<RegionDirectoryState>> propose(
      MemberId member, RegionCommand command) {
    DirectoryLog<RegionCommand, RegionDirectoryState> log = log(member);
    try {
      return DirectoryGroup.open(log, Map.of(), state -> group.member(member)).propose(command);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private CompletableFuture<Outcome<RegionDirectoryState>> bind(MemberId leader) {
    return propose(
        leader,
        new RegionCommand.Bind(
            new Binding(
                Places.CLUSTER.id(),
                Places.EU,
                new Origin(1),
                RegionRole.DATA,
                new Shape(1, 3, 3))));
  }

  private interface Attempt {
    CompletableFuture<Outcome<RegionDirectoryState>> at(MemberId leader);
  }

  /** Repeats a command until it is done: it is harmless to. */
  private void settle(Attempt attempt) {
    for (boolean done = false; !done; ) {
      world.runUntil(() -> group.leader().isPresent(), STEPS_MAX);
      var outcome = attempt.at(group.leader().orElseThrow());
      world.runUntil(outcome::isDone, STEPS_MAX);
      done = outcome.join() instanceof Outcome.Done<RegionDirectoryState>;
    }
  }

  void calm() {
    world.network().heal();
    world.network().weather(Weather.FAIR);
    List.copyOf(down).forEach(this::restart);
    settle(leader -> propose(leader, new RegionCommand.Register(Places.node(Places.EU, 5_000))));
    world.runUntil(
        () -> members.stream().map(member -> log(member).kept()).distinct().count() == 1,
        STEPS_MAX);
  }

  void checkEverything() {
    assertThat(faults).isEmpty();
    for (MemberId member : members) {
      RegionDirectoryState state = log(member).state();
      assertThat(state.nodes().values()).containsAll(acknowledged);
      assertThat(state.nodes().values()).noneMatch(refused::contains);
      assertThat(state.binding()).isPresent();
    }
  }

  private DirectoryLog<RegionCommand, RegionDirectoryState> log(MemberId member) {
    return Objects.requireNonNull(logs.get(member));
  }

  int acknowledgements() {
    return acknowledged.size();
  }

  int restored() {
    return restored;
  }
}
