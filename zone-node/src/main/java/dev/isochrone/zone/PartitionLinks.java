package dev.isochrone.zone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Origin;
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
import dev.isochrone.replication.driver.Links;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The links of one partition to all peer regions: there while this node leads it, and only then.
 * Nothing here waits, but for {@link #close}.
 */
final class PartitionLinks implements PartitionReplica.Listener, AutoCloseable {
  /** What the links of all partitions of a node share. */
  record Shared(LinkOpener opener, HybridClock clock, Ticker ticker, LinkEvents events) {}

  private final PartitionReplica replica;
  private final LinkSource source;
  private final List<Peer> peers;
  private final Shared shared;

  @GuardedBy("this") private @Nullable Links links;

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
    if (leads && !peers.isEmpty()) {
      LinkPorts ports =
          new LinkPorts(
              new OwnOutbox(), new Acks(), shared.opener(), shared.ticker(), shared.events());
      links = Links.start(source, peers, ports, LinkConfig.DEFAULT, shared.clock().now().packed());
    }
  }

  @Override
  public synchronized void close() {
    if (links != null) {
      links.close();
      links = null;
    }
  }

  private final class OwnOutbox implements Outbox {
    @Override
    public Announced announced() {
      var announced = replica.ledger().time().announced();
      return new Announced(announced.sequence(), announced.closed());
    }

    @Override
    public OutboxSlice read(long from, int bytesMax) {
      var slice = replica.store().outbox(from, bytesMax);
      return new OutboxSlice(
          slice.from(), slice.to(), slice.endsInsideEntry(), slice.closed(), slice.changes());
    }
  }

  private final class Acks implements PeerAcks {
    @Override
    public void acknowledged(Origin peer, long sequence) {
      replica.acknowledged(peer, sequence);
    }
  }
}
