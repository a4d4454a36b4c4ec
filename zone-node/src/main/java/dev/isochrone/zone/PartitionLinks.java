package dev.isochrone.zone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Origin;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Announced;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Outbox;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.PeerAcks;
import dev.isochrone.replication.driver.LinkEvents;
import dev.isochrone.replication.driver.LinkOpener;
import dev.isochrone.replication.driver.LinkPorts;
import dev.isochrone.replication.driver.LinkStatus;
import dev.isochrone.replication.driver.Links;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.PeerMark;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The links of one partition to all peer regions: there while this node leads it, and only then.
 * Nothing here waits, but for {@link #close}.
 */
final class PartitionLinks implements PartitionReplica.Listener, AutoCloseable {
  /** What the links of all partitions of a node share. */
  record Shared(
      LinkOpener opener,
      Residency residency,
      HybridClock clock,
      Ticker ticker,
      LinkEvents events) {}

  private final PartitionReplica replica;
  private final LinkSource source;
  private final List<Peer> peers;
  private final Shared shared;

  @GuardedBy("this") private @Nullable Links links;

  @GuardedBy("this") private boolean closed;

  PartitionLinks(PartitionReplica replica, LinkSource source, List<Peer> peers, Shared shared) {
    this.replica = replica;
    this.source = source;
    this.peers = List.copyOf(peers);
    this.shared = shared;
  }

  @Override
  public synchronized void announced() {
    if (links != null) {
      links.announced();
    }
  }

  @Override
  public synchronized void leads(boolean leads) {
    if (links != null) {
      links.stop();
      links = null;
    }
    if (leads && !closed && !peers.isEmpty()) {
      LinkPorts ports =
          new LinkPorts(
              new OwnOutbox(),
              new Acks(),
              shared.residency(),
              shared.opener(),
              shared.ticker(),
              shared.events());
      links =
          Links.start(
              source, peers, paused(), ports, LinkConfig.DEFAULT, shared.clock().now().packed());
    }
  }

  /** The peers to which the log says that nothing is to be sent. */
  private Set<Origin> paused() {
    return replica.ledger().maps().peers().entrySet().stream()
        .filter(peer -> peer.getValue().paused())
        .map(Map.Entry<Origin, PeerMark>::getKey)
        .collect(Collectors.toSet());
  }

  /** The links, if this node leads. */
  List<ReplicaStatus.Link> report() {
    @Nullable Links running = running();
    return running == null
        ? List.of()
        : new LinkReport(replica, shared.clock(), shared.ticker()).of(running.statuses());
  }

  /** Pauses and resumes as the log has it by now. */
  void heedPauses() {
    @Nullable Links running = running();
    if (running == null) {
      return;
    }
    Set<Origin> paused = paused();
    for (Peer peer : peers) {
      if (paused.contains(peer.origin())) {
        running.pause(peer.origin());
      } else {
        running.resume(peer.origin());
      }
    }
  }

  private synchronized @Nullable Links running() {
    return links;
  }

  /**
   * Says again what peers have acknowledged and the log has not: a command that was refused is not
   * lost with that. And looks what the log says of pauses.
   */
  void tick() {
    heedPauses();
    @Nullable Links running = running();
    if (running == null) {
      return;
    }
    for (LinkStatus status : running.statuses()) {
      PeerMark known = replica.ledger().maps().peers().get(status.peer().origin());
      if (known != null && status.acknowledged() > known.acknowledged()) {
        replica.acknowledged(status.peer().origin(), status.acknowledged());
      }
    }
  }

  /** Waits for the links' threads, but not while it holds what the log's threads want. */
  @Override
  public void close() {
    @Nullable Links running;
    synchronized (this) {
      running = links;
      links = null;
      closed = true;
    }
    if (running != null) {
      running.close();
    }
  }

  private final class OwnOutbox implements Outbox {
    @Override
    public Announced announced() {
      return replica.ledger().time().announced();
    }

    @Override
    public OutboxSlice read(long from, int bytesMax) {
      return replica.store().outbox(from, bytesMax);
    }
  }

  private final class Acks implements PeerAcks {
    @Override
    public void acknowledged(Origin peer, long sequence) {
      replica.acknowledged(peer, sequence);
    }
  }
}
