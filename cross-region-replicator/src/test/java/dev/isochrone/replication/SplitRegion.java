package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.PartitionEntry;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.region.RegionEffect;
import dev.isochrone.replication.region.RegionEvent;
import dev.isochrone.replication.region.RegionReceiver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A receiving region of several partitions. Each has a log of its own, whose leader moves: what was
 * on its way to the old one is refused, or applied and never answered, or applied long after, when
 * its stream is forgotten, and sometimes twice.
 *
 * <p>When a stream has ended no part of it leaves any more.
 *
 * <p>After every apply the partition has exactly its own changes below its cursor, and what the
 * region says is at most what each of its partitions has.
 */
final class SplitRegion implements LinkWorld.Receiving {
  private static final Refusal LOST =
      Refusal.of(RefusalCode.HOME_UNREACHABLE, "no answer from the partition's leader");

  private final Simulation world;
  private final Layout layout;
  private final Map<OriginPartition, List<ModelInbox>> inboxes = new HashMap<>();
  private final int[] moves;
  private boolean badWeather = true;

  /** With its slots dealt out to so many partitions, here a stretch and there a stretch. */
  SplitRegion(Simulation world, int partitions) {
    this.world = world;
    this.layout = layout(world, partitions);
    this.moves = new int[partitions];
  }

  private static Layout layout(Simulation world, int partitions) {
    List<List<SlotRange>> slots = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      slots.add(new ArrayList<>());
    }
    int first = 0;
    for (int turn = 0; first < Slot.COUNT; turn++) {
      int last = (int) Math.min(Slot.COUNT - 1, first + world.between(100, 4_000));
      slots.get(turn % partitions).add(new SlotRange(first, last));
      first = last + 1;
    }
    List<PartitionEntry> entries = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      entries.add(new PartitionEntry(i, slots.get(i), List.of(new NodeId("a"))));
    }
    return new Layout(1, entries);
  }

  /**
   * From now on changes of this outbox are expected.
   *
   * @param resident which of them this region may have
   */
  void expect(OriginPartition origin, ModelOutbox outbox, Predicate<Change> resident) {
    List<ModelInbox> partitions = new ArrayList<>();
    for (PartitionEntry partition : layout.partitions()) {
      partitions.add(
          new ModelInbox(
              outbox,
              change ->
                  resident.test(change)
                      && layout.owner(change.key().slot().orElseThrow()).equals(partition)));
    }
    inboxes.put(origin, partitions);
  }

  @Override
  public Taking stream(OriginPartition origin) {
    return new Stream(partitionsOf(origin));
  }

  private List<ModelInbox> partitionsOf(OriginPartition origin) {
    return Optional.ofNullable(inboxes.get(origin)).orElseThrow();
  }

  @Override
  public void crash() {
    moves[world.random().nextInt(moves.length)]++;
  }

  @Override
  public void heal() {
    badWeather = false;
  }

  @Override
  public boolean has(OriginPartition origin, Announced all) {
    return partitionsOf(origin).stream()
        .allMatch(
            partition ->
                partition.cursor() == all.sequence() && partition.frontier().equals(all.closed()));
  }

  private final class Stream implements Taking {
    private final RegionReceiver receiver = new RegionReceiver(layout);
    private final List<ModelInbox> partitions;
    private final Map<Long, Consumer<Outcome<Inbox.Applied>>> rounds = new HashMap<>();
    private long lastRound;
    private boolean gone;
    private boolean over;

    Stream(List<ModelInbox> partitions) {
      this.partitions = partitions;
    }

    @Override
    public void standing(Consumer<Outcome<Long>> answer) {
      rounds.put(++lastRound, outcome -> answer.accept(outcome.map(Inbox.Applied::cursor)));
      step(new RegionEvent.Asked(lastRound));
    }

    @Override
    public void propose(ChangeBatch batch, Consumer<Outcome<Inbox.Applied>> answer) {
      rounds.put(++lastRound, answer);
      step(new RegionEvent.Came(lastRound, batch));
    }

    @Override
    public void abandon() {
      over = true;
      step(new RegionEvent.Ended());
    }

    @Override
    public void gone() {
      gone = true;
    }

    private void step(RegionEvent event) {
      if (!gone) {
        receiver.on(event).forEach(this::perform);
      }
    }

    private void perform(RegionEffect effect) {
      if (effect instanceof RegionEffect.Deliver deliver) {
        if (over) {
          throw new AssertionError(deliver + " for a stream that is over");
        }
        int moved = moves[deliver.partition()];
        world.after(world.between(100, 5_000), () -> arrives(deliver, moved));
      } else if (effect instanceof RegionEffect.Settled settled) {
        if (settled.outcome() instanceof Outcome.Done<Inbox.Applied> done) {
          requireTrue(done.value());
        }
        Optional.ofNullable(rounds.remove(settled.round())).orElseThrow().accept(settled.outcome());
      } else {
        throw new AssertionError(effect);
      }
    }

    private void arrives(RegionEffect.Deliver deliver, int moved) {
      if (moves[deliver.partition()] != moved) {
        answer(deliver, Outcome.refused(Refusal.of(RefusalCode.NO_LEADER, "an election")));
        if (world.chance(50)) {
          world.after(world.between(0, 300_000), () -> apply(deliver));
        }
      } else if (badWeather && world.chance(3)) {
        boolean applied = world.chance(50);
        if (applied) {
          apply(deliver);
        }
        world.after(50_000, () -> answer(deliver, Outcome.refused(LOST)));
      } else {
        world.after(
            world.between(500, 10_000), () -> answer(deliver, Outcome.done(apply(deliver))));
        if (badWeather && world.chance(3)) {
          world.after(world.between(0, 300_000), () -> apply(deliver));
        }
      }
    }

    private Inbox.Applied apply(RegionEffect.Deliver deliver) {
      ModelInbox partition = partitions.get(deliver.partition());
      Optional<ChangeBatch> part = deliver.part();
      Inbox.Applied applied =
          part.isPresent()
              ? partition.apply(part.get())
              : new Inbox.Applied(partition.cursor(), partition.frontier());
      world.log(deliver.partition() + " " + applied);
      return applied;
    }

    private void answer(RegionEffect.Deliver deliver, Outcome<Inbox.Applied> outcome) {
      world.after(
          world.between(100, 5_000),
          () -> step(new RegionEvent.Answered(deliver.partition(), deliver.round(), outcome)));
    }

    private void requireTrue(Inbox.Applied said) {
      for (ModelInbox partition : partitions) {
        HlcTimestamp frontier = partition.frontier();
        if (said.cursor() > partition.cursor() || said.frontier().isAfter(frontier)) {
          throw new AssertionError(said + ", but a partition has " + partition.cursor());
        }
      }
    }
  }
}
