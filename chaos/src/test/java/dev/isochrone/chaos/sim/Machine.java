package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Wall;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.hlc.ClockBound;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.zone.partition.Burst;
import dev.isochrone.zone.partition.PartitionReplica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine and the process on it. Its wall, its disks and its clock's bound outlive the process;
 * all else is lost with it. What was begun in one life is not heard in the next: whoever waits for
 * something compares the number of the life.
 */
final class Machine {
  private static final long TICK_MILLIS = 100;
  private static final long BOUND_MILLIS = 500;

  private final World world;
  private final Territory region;
  private final MemberId id;
  private final Wall wall;
  private final List<Seat> seats = new ArrayList<>();
  private final SavedBound saved = new SavedBound();
  private boolean up;
  private boolean full;
  private int life;
  private ClockBound bound;

  private static final class SavedBound implements ClockBound.Store {
    private HlcTimestamp value = HlcTimestamp.MIN;

    @Override
    public HlcTimestamp load() {
      return value;
    }

    @Override
    public void save(HlcTimestamp bound) {
      value = bound;
    }
  }

  Machine(World world, Territory region, MemberId id) {
    this.world = world;
    this.region = region;
    this.id = id;
    this.wall = new Wall(world.stage(), world.stage().between(-100, 100));
    this.bound = opened();
  }

  private ClockBound opened() {
    try {
      return ClockBound.open(saved, wall, HybridClock.OFFSET_MAX);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void start() {
    up = true;
    int now = ++life;
    bound = opened();
    PartitionReplica.Clocks clocks =
        new PartitionReplica.Clocks(bound.clock(), world.stage()::nanos, new Burst());
    seats.forEach(seat -> seat.open(clocks));
    every(TICK_MILLIS, now, () -> seats.forEach(Seat::tick));
    every(BOUND_MILLIS, now, this::extend);
  }

  /** What was not synced is gone, and whoever waited is not answered. */
  void crash() {
    world.stage().note(id + " dies");
    world.stage().count("died");
    up = false;
    life++;
    seats.forEach(Seat::crash);
  }

  /** Its disk has no room for writes, or has some again. */
  void fill(boolean filled) {
    full = filled;
  }

  boolean isFull() {
    return full;
  }

  private void extend() {
    try {
      bound.extend();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void every(long millis, int ofLife, Runnable work) {
    world
        .stage()
        .after(
            millis,
            () -> {
              if (isIn(ofLife)) {
                work.run();
                every(millis, ofLife, work);
              }
            });
  }

  /** Runs what another sent to this life, if it is still the same. */
  boolean isIn(int ofLife) {
    return up && life == ofLife;
  }

  boolean up() {
    return up;
  }

  int life() {
    return life;
  }

  MemberId id() {
    return id;
  }

  Territory region() {
    return region;
  }

  Wall wall() {
    return wall;
  }

  HybridClock clock() {
    return bound.clock();
  }

  List<Seat> seats() {
    return seats;
  }

  Endpoint endpoint() {
    return new Endpoint(new NodeId(id.name()), "machine", 1);
  }
}
