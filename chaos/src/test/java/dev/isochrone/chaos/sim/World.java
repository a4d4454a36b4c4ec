package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Scenario;
import dev.isochrone.chaos.sim.ground.Stage;
import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Peer;
import dev.isochrone.zone.partition.Opening;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All there is: regions, what is between them, those who use them, and those who watch. */
final class World {
  static final ClusterId CLUSTER = new ClusterId("ab".repeat(16));

  private static final DomainName DOMAIN = new DomainName("domain");
  private static final long CALM_BEFORE_MILLIS = 2_500;
  private static final long CALM_AFTER_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 250;

  private final Scenario scenario;
  private final Ports ports;
  private final Stage stage;
  private final Journal journal;
  private final Wan wan;
  private final List<Territory> regions = new ArrayList<>();
  private final Clients clients;
  private final Storm storm;

  World(Scenario scenario, long seed, Ports ports) {
    this.scenario = scenario;
    this.ports = ports;
    this.stage = new Stage(seed);
    this.journal = new Journal(stage);
    this.wan = new Wan(stage);
    for (int i = 0; i < scenario.partitions().size(); i++) {
      regions.add(new Territory(this, i));
    }
    this.clients = new Clients(this);
    this.storm = new Storm(this);
  }

  /** The whole story. Throws what does not hold. */
  void play() {
    regions.forEach(region -> region.machines().forEach(Machine::start));
    stage.runUntil(CALM_BEFORE_MILLIS);
    clients.start();
    storm.rage();
    stage.runUntil(CALM_BEFORE_MILLIS + scenario.stormMillis());
    clients.stop();
    storm.calm();
    awaitRest();
    new Account(this).draw();
    stage.after(0, () -> {});
    stage.step(); // Throws what the account found.
  }

  private void awaitRest() {
    long end = stage.millis() + CALM_AFTER_MILLIS;
    String unrest = unrest();
    while (!unrest.isEmpty()) {
      if (stage.millis() >= end) {
        throw new AssertionError("after " + CALM_AFTER_MILLIS + " ms of calm: " + unrest);
      }
      stage.runUntil(stage.millis() + LOOK_MILLIS);
      unrest = unrest();
    }
  }

  /** What is not yet as it must become by itself; empty if nothing. */
  private String unrest() {
    if (!clients.allAnswered()) {
      return "an operation without verdict";
    }
    for (Territory region : regions) {
      for (Quorum partition : region.partitions()) {
        if (partition.leader().isEmpty()) {
          return partition.self() + " has no leader";
        }
        for (Seat seat : partition.seats()) {
          String unrest = unrest(seat);
          if (!unrest.isEmpty()) {
            return seat + " " + unrest;
          }
        }
      }
    }
    return "";
  }

  private String unrest(Seat seat) {
    Ledger ledger = seat.replica().ledger();
    for (PeerMark mark : ledger.maps().peers().values()) {
      if (mark.acknowledged() < ledger.outbox().last()) {
        return "owes " + ledger.outbox() + " to a peer that has " + mark.acknowledged();
      }
    }
    if (ledger.outbox().trimmed() < ledger.outbox().last()
        || ledger.outbox().last() < journal.made(seat.quorum().self()).size()) {
      return "has the outbox " + ledger.outbox();
    }
    for (Territory peer : peersOf(seat.quorum().region())) {
      for (Quorum origin : peer.partitions()) {
        if (!hasAll(ledger, origin.self())) {
          return "has not all of " + origin.self() + ": " + ledger.maps().cursors();
        }
      }
    }
    return "";
  }

  private boolean hasAll(Ledger ledger, OriginPartition origin) {
    Cursor cursor = ledger.maps().cursors().getOrDefault(origin, Cursor.NONE);
    return cursor.sequence() == journal.made(origin).size()
        && cursor.frontier().isAfter(HlcTimestamp.MIN)
        && cursor.frontier().compareTo(journal.lastWrite(origin)) >= 0;
  }

  /** What a partition's log says first. */
  Opening opening(Quorum partition) {
    return new Opening(
        partition.identity(),
        peersOf(partition.region()).stream().map(Territory::name).map(Peer::origin).toList(),
        List.of(
            new RuleInForce(
                Tables.HOMED, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1),
            new RuleInForce(
                Tables.BOUND, 1, 1, TableLocality.REGIONAL_BY_ROW, Partitioning.HASH, 1),
            RuleInForce.multiMaster(Tables.LWW, 1, 1, ConflictPolicy.LWW),
            RuleInForce.multiMaster(Tables.VECTOR, 1, 1, ConflictPolicy.VECTOR)));
  }

  /** As every region's directory has it. */
  Residency residency() {
    return (table, region) ->
        regions.stream().anyMatch(it -> it.name().region().equals(region) && it.mayHold(table))
            ? Residency.ANYWHERE.of(table, region)
            : new Residency.Ruling(Residency.Verdict.MUST_NOT_HOLD, Optional.of(DOMAIN));
  }

  List<Territory> peersOf(Territory region) {
    return regions.stream().filter(other -> other != region).toList();
  }

  Scenario scenario() {
    return scenario;
  }

  Ports ports() {
    return ports;
  }

  Stage stage() {
    return stage;
  }

  Journal journal() {
    return journal;
  }

  Wan wan() {
    return wan;
  }

  Clients clients() {
    return clients;
  }

  Storm storm() {
    return storm;
  }

  List<Territory> regions() {
    return regions;
  }

  int size() {
    return regions.size();
  }
}
