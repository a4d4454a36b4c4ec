package dev.isochrone.chaos.sim;

import dev.isochrone.consensus.Group;
import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.Proposal;
import dev.isochrone.consensus.ReplicatedState;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.Safeguard;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.MemoryEngine;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A partition's replica on a machine. The disk outlives the process: what was flushed stays. */
final class Seat {
  private static final StoreConfig CONFIG =
      new StoreConfig(16 << 10, 256 << 10, Duration.ofSeconds(2), 1 << 20, 1 << 30);
  private static final long FLUSH_MAX_MILLIS = 300;

  private final World world;
  private final Quorum quorum;
  private final Machine machine;
  private MemoryEngine disk = new MemoryEngine();
  private @Nullable PartitionReplica replica;
  private @Nullable Links links;
  private Ledger seen = Ledger.EMPTY;

  /** A disk that keeps what is written needs no second copy: all that is flushed is safe. */
  private static final class Safe implements Safeguard {
    private LogPosition held = LogPosition.START;

    @Override
    public void flushed(Ledger ledger, long logBytes) {
      held = ledger.applied();
    }

    @Override
    public void installed(Ledger ledger) {
      held = ledger.applied();
    }

    @Override
    public LogPosition checkpointed() {
      return held;
    }

    @Override
    public void distrust() {
      throw new AssertionError("a disk of maps does not fail");
    }

    @Override
    public void ended(boolean inOrder) {
      // Nothing is left to do.
    }
  }

  Seat(World world, Quorum quorum, Machine machine) {
    this.world = world;
    this.quorum = quorum;
    this.machine = machine;
  }

  void open(PartitionReplica.Clocks clocks) {
    PartitionStore store =
        PartitionStore.openByHand(
            disk,
            CONFIG,
            world.stage()::nanos,
            new Safe(),
            machine.id() + "-" + quorum.self().partition(),
            fault -> world.stage().broken(this + ": a flush failed", fault));
    begins(store.opened());
    PartitionReplica.Join join =
        new PartitionReplica.Join() {
          @Override
          public <P extends Proposal> Group<P> join(ReplicatedState<P> state) {
            return quorum.join(machine.id(), state, Seat.this::applied, Seat.this::installed);
          }
        };
    try {
      replica =
          PartitionReplica.open(
              store,
              clocks,
              world.opening(quorum),
              join,
              machine::isFull,
              opened -> {
                Links made = new Links(world, this, opened);
                links = made;
                return made;
              });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    flushLater(machine.life());
  }

  private void flushLater(int life) {
    world
        .stage()
        .after(
            world.stage().between(10, FLUSH_MAX_MILLIS),
            () -> {
              if (machine.isIn(life)) {
                boolean unused = replica().store().flushStep();
                flushLater(life);
              }
            });
  }

  void crash() {
    quorum.group().crash(machine.id());
    links().leads(false);
    replica().store().abandon();
    disk = disk.reopened();
  }

  void tick() {
    replica().tick();
    links().tick();
  }

  private void applied() {
    Ledger before = seen;
    seen = replica().ledger();
    world.journal().applied(this, before, seen);
  }

  private void installed() {
    world.stage().count("installed");
    begins(replica().ledger());
  }

  private void begins(Ledger ledger) {
    seen = ledger;
    world.journal().begins(this, ledger);
  }

  Links links() {
    Links opened = links;
    if (opened == null) {
      throw new IllegalStateException(this + " was never opened");
    }
    return opened;
  }

  PartitionReplica replica() {
    PartitionReplica opened = replica;
    if (opened == null) {
      throw new IllegalStateException(this + " was never opened");
    }
    return opened;
  }

  Quorum quorum() {
    return quorum;
  }

  Machine machine() {
    return machine;
  }

  boolean up() {
    return machine.up();
  }

  @Override
  public String toString() {
    return machine.id() + "/" + quorum.self().partition();
  }
}
