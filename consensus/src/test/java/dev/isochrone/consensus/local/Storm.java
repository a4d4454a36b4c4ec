package dev.isochrone.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.Ledger;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Note;
import dev.isochrone.consensus.ProposeOutcome;
import dev.isochrone.consensus.ProposeOutcome.Applied;
import dev.isochrone.consensus.ProposeOutcome.Refused;
import dev.isochrone.consensus.ProposeOutcome.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Treats a twin group badly by a seed, and remembers what was promised meanwhile. */
final class Storm {
  private final RandomGenerator random;
  private final TwinGroupWorld world;
  private final Set<MemberId> down = new TreeSet<>();
  private final List<Ledger> pastLives = new ArrayList<>();
  private final Map<String, ProposeOutcome> outcomes = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final Map<Long, Ledger.Line> model = new HashMap<>();
  private final List<CompletableFuture<?>> open = new ArrayList<>();
  private int proposals;
  private int confirmed;

  Storm(long seed) {
    world =
        new TwinGroupWorld(seed, seed % 3 == 0 ? 5 : 3, TwinGroupContractTest.QUICK, Weather.STORM);
    random = world.world().random();
  }

  void rage(int blows) {
    for (int i = 0; i < blows; i++) {
      blow();
      world.world().runFor(random.nextLong(1, 250));
      checkOrder();
    }
  }

  private void blow() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> propose(believed());
      case 5 -> propose(any());
      case 6, 7 -> world.members().forEach(this::confirm); // one that was replaced among them
      case 8 -> confirm(any());
      case 9 -> crash(random.nextBoolean() ? believed() : any());
      case 10, 11 -> restartOne();
      case 12 -> cut();
      case 13 -> world.world().network().heal();
      case 14 -> world.ledger(any()).persist();
      case 15, 16 -> purge(any());
      case 17 -> transfer();
      case 18, 19 -> isolate(believed());
      default -> throw new AssertionError();
    }
  }

  private MemberId any() {
    return world.members().get(random.nextInt(world.members().size()));
  }

  private MemberId believed() {
    List<MemberId> believers =
        world.members().stream().filter(m -> world.group(m).leads()).toList();
    return believers.isEmpty() ? any() : believers.get(random.nextInt(believers.size()));
  }

  private void propose(MemberId member) {
    int count = random.nextInt(1, 6);
    for (int i = 0; i < count; i++) {
      String text = "p" + proposals++;
      CompletableFuture<ProposeOutcome> outcome = world.group(member).propose(new Note(text));
      open.add(
          outcome.thenAccept(
              verdict -> {
                outcomes.put(text, verdict);
                if (verdict instanceof Applied) {
                  acknowledged.add(text);
                }
              }));
    }
  }

  private void confirm(MemberId member) {
    Set<String> before = Set.copyOf(acknowledged);
    Group<Note> group = world.group(member);
    Ledger ledger = world.ledger(member);
    CompletableFuture<Confirmation> answer =
        random.nextInt(4) == 0 ? group.barrier() : group.confirmLeadership();
    open.add(
        answer.thenAccept(
            confirmation -> {
              if (confirmation == Confirmation.CONFIRMED) {
                confirmed++;
                assertThat(ledger.texts()).as("read at %s", member).containsAll(before);
              }
            }));
  }

  private void crash(MemberId member) {
    if (down.add(member)) {
      world.stop(member);
    }
  }

  private void restartOne() {
    down.stream().findFirst().ifPresent(this::restart);
  }

  private void restart(MemberId member) {
    pastLives.add(world.ledger(member));
    world.start(member);
    down.remove(member);
  }

  private void cut() {
    MemberId a = any();
    MemberId b = any();
    if (random.nextBoolean()) {
      world.world().network().cut(a, b);
    } else {
      world.world().network().cutOneWay(a, b);
    }
  }

  /** A leader that nobody hears goes on believing, while the others find a new one. */
  private void isolate(MemberId member) {
    world.questions(member, false);
  }

  private void transfer() {
    open.add(world.group(believed()).transfer(any()));
  }

  private void purge(MemberId member) {
    if (!down.contains(member)) {
      world.ledger(member).checkpoint();
      world.twin().purge(member);
    }
  }

  /** All is mended; a last proposal is acknowledged, and reaches everybody. */
  void calm() {
    world.world().network().heal();
    world.world().network().weather(Weather.FAIR);
    List.copyOf(down).forEach(this::restart);
    String last = "last";
    while (!acknowledged.contains(last)) {
      world.until("a leader", () -> world.twin().leader().isPresent());
      MemberId leader = world.twin().leader().orElseThrow();
      ProposeOutcome outcome = world.result(world.group(leader).propose(new Note(last)));
      if (outcome instanceof Applied) {
        acknowledged.add(last);
      } else {
        last += "'"; // it may have been taken: a new one has a new name
      }
    }
    world.until(
        "all agree",
        () -> world.members().stream().map(m -> world.ledger(m).lines()).distinct().count() == 1);
    world.until("all are answered", () -> open.stream().allMatch(CompletableFuture::isDone));
  }

  /** No two members ever applied different entries at one place. */
  private void checkOrder() {
    for (MemberId member : world.members()) {
      List<Ledger.Line> lines = world.ledger(member).lines();
      for (Ledger.Line line : lines.subList(Math.max(0, lines.size() - 20), lines.size())) {
        Ledger.Line known = model.putIfAbsent(line.position().index(), line);
        assertThat(line).isEqualTo(known == null ? line : known);
      }
    }
  }

  void checkEverything() {
    open.forEach(CompletableFuture::join); // throws what an assertion in it threw
    Set<String> refused = new HashSet<>();
    outcomes.forEach(
        (text, outcome) -> {
          if (outcome instanceof Refused) {
            refused.add(text);
          }
        });
    for (MemberId member : world.members()) {
      pastLives.add(world.ledger(member));
      assertThat(world.ledger(member).texts())
          .containsAll(acknowledged)
          .doesNotContainAnyElementsOf(refused)
          .doesNotHaveDuplicates();
      assertThat(world.fault(member)).isEmpty();
    }
    assertThat(outcomes).hasSize(proposals);
    pastLives.forEach(life -> assertThat(life.broken()).isEmpty());
  }

  int installs() {
    return pastLives.stream().mapToInt(Ledger::installs).sum();
  }

  int unknown() {
    return (int) outcomes.values().stream().filter(Unknown.class::isInstance).count();
  }

  int confirmed() {
    return confirmed;
  }

  int reigns() {
    return (int)
        pastLives.stream()
            .flatMap(life -> life.reigns().stream())
            .filter(Ledger.Reign::leads)
            .count();
  }

  String trace() {
    return world.world().trace();
  }
}
