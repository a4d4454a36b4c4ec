package dev.isochrone.chaos.sim;

import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.replication.Announced;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.PeerMark;
import java.util.ArrayList;
import java.util.List;

/**
 * The links of a replica to all peers: there while it leads, and only then. What {@code
 * PartitionLinks} and {@code Links} do with threads, done on the agenda.
 */
final class Links implements PartitionReplica.Listener {
  private final World world;
  private final Seat seat;
  private final PartitionReplica replica;
  private List<Link> running = List.of();

  Links(World world, Seat seat, PartitionReplica replica) {
    this.world = world;
    this.seat = seat;
    this.replica = replica;
  }

  @Override
  public void announced() {
    running.forEach(Link::grew);
  }

  @Override
  public void leads(boolean leads) {
    running.forEach(Link::stop);
    running = List.of();
    if (leads) {
      world.stage().count("led");
      List<Link> started = new ArrayList<>();
      for (Territory peer : world.peersOf(seat.quorum().region())) {
        started.add(new Link(world, this, peer, seat.machine().clock().now().packed()));
      }
      running = started;
      running.forEach(Link::start);
    }
  }

  /** Says again what peers have acknowledged and the log has not. */
  void tick() {
    for (Link link : running) {
      PeerMark known = replica.ledger().maps().peers().get(link.peer().origin());
      if (known != null && link.acknowledged() > known.acknowledged()) {
        replica.acknowledged(link.peer().origin(), link.acknowledged());
      }
    }
  }

  void pause(Territory peer, boolean wanted) {
    running.stream().filter(link -> link.territory() == peer).forEach(link -> link.pause(wanted));
  }

  Seat seat() {
    return seat;
  }

  PartitionReplica replica() {
    return replica;
  }

  Announced announcedPair() {
    return replica.ledger().time().announced();
  }

  /** Every peer has applied up to here. */
  long settled() {
    return running.stream().mapToLong(Link::acknowledged).min().orElse(0);
  }

  LinkSource source() {
    Quorum quorum = seat.quorum();
    return new LinkSource(
        World.CLUSTER,
        quorum.region().name().region(),
        new ChangeBatch.Source(
            quorum.self(), quorum.identity().layoutVersion(), quorum.region().partitions().size()),
        FeatureLevels.SPOKEN);
  }
}
