package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.consensus.local.Weather;
import java.util.List;
import java.util.Optional;

/** Treats a world badly, by its seed, until it is calmed. */
final class Storm {
  private static final long PAUSE_MAX_MILLIS = 700;
  private static final long DOWN_MAX_MILLIS = 3_000;
  private static final long FULL_MAX_MILLIS = 4_000;
  private static final Weather BAD = new Weather(60, 3, 3, 30);
  private static final Weather GOOD = new Weather(5, 0, 0, 5);

  private final World world;
  private final Stage stage;
  private boolean over;
  private int blows;

  Storm(World world) {
    this.world = world;
    this.stage = world.stage();
  }

  void rage() {
    stage.after(
        stage.between(1, PAUSE_MAX_MILLIS),
        () -> {
          if (!over) {
            blows++;
            blow(anyRegion());
            rage();
          }
        });
  }

  int blows() {
    return blows;
  }

  private void blow(Territory region) {
    switch (stage.random().nextInt(21)) {
      case 0, 1, 2 -> crash(anyMachine(region));
      case 3, 4 -> leader(region).ifPresent(seat -> crash(seat.machine()));
      case 5 -> cut(region);
      case 6 -> leader(region).ifPresent(this::isolate);
      case 7 -> region.lan().heal();
      case 8 -> powerFails(region);
      case 9 -> transfer(region);
      case 10 -> world.wan().cut(region, anyRegion());
      case 11 -> world.wan().mendCuts();
      case 12 -> pause(region, stage.chance(50));
      case 13, 14 -> world.wan().breakOne();
      case 15 -> anyMachine(region).wall().jump(stage.between(-3_000, 3_000));
      case 16 -> anyMachine(region).wall().drift(stage.between(-20_000, 20_000));
      case 17 -> purge(region);
      case 18 -> region.lan().weather(BAD);
      case 19 -> region.lan().weather(GOOD);
      case 20 -> fill(anyMachine(region));
      default -> throw new AssertionError();
    }
  }

  private void crash(Machine machine) {
    boolean enough = machine.region().machines().stream().filter(Machine::up).count() > 2;
    if (machine.up() && (enough || stage.chance(20))) {
      die(machine);
    }
  }

  private void die(Machine machine) {
    machine.crash();
    stage.after(
        stage.between(50, DOWN_MAX_MILLIS),
        () -> {
          if (!machine.up()) {
            machine.start();
          }
        });
  }

  /** Every third time: it is rare, and ends much. */
  private void powerFails(Territory region) {
    if (stage.chance(33)) {
      stage.count("power failed");
      region.machines().stream().filter(Machine::up).forEach(this::die);
    } else {
      region.lan().heal();
    }
  }

  /** Till an operator makes room. */
  private void fill(Machine machine) {
    machine.fill(true);
    stage.after(stage.between(500, FULL_MAX_MILLIS), () -> machine.fill(false));
  }

  private void cut(Territory region) {
    Machine a = anyMachine(region);
    Machine b = anyMachine(region);
    if (stage.chance(50)) {
      region.lan().cut(a.id(), b.id());
    } else {
      region.lan().cutOneWay(a.id(), b.id());
    }
  }

  private void isolate(Seat leader) {
    for (Seat other : leader.quorum().seats()) {
      if (other != leader) {
        leader.quorum().region().lan().cut(leader.machine().id(), other.machine().id());
      }
    }
  }

  private void transfer(Territory region) {
    leader(region)
        .ifPresent(
            seat -> {
              boolean unused =
                  seat.quorum()
                      .group()
                      .member(seat.machine().id())
                      .transfer(anyMachine(region).id())
                      .isDone();
            });
  }

  /** An operator wants it so; the leaders hear of it at their next tick. */
  private void pause(Territory from, boolean wanted) {
    for (Territory to : world.peersOf(from)) {
      if (world.wan().isPaused(from, to) != wanted) {
        world.wan().pause(from, to, wanted);
      }
    }
  }

  private void purge(Territory region) {
    Machine machine = anyMachine(region);
    if (machine.up()) {
      machine.seats().forEach(seat -> seat.quorum().group().purge(machine.id()));
    }
  }

  /** All is mended: who is down comes back, and nothing is lost any more. */
  void calm() {
    over = true;
    stage.note("calm");
    world.wan().calm();
    for (Territory region : world.regions()) {
      region.lan().weather(GOOD);
      region.lan().heal();
      pause(region, false);
      for (Machine machine : region.machines()) {
        machine.wall().mend();
        machine.fill(false);
        if (!machine.up()) {
          machine.start();
        }
      }
    }
  }

  private Territory anyRegion() {
    List<Territory> regions = world.regions();
    return regions.get(stage.random().nextInt(regions.size()));
  }

  private Machine anyMachine(Territory region) {
    return region.machines().get(stage.random().nextInt(region.machines().size()));
  }

  private Optional<Seat> leader(Territory region) {
    List<Quorum> partitions = region.partitions();
    return partitions.get(stage.random().nextInt(partitions.size())).leader();
  }
}
