package dev.isochrone.zone;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.row.Change;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.replication.driver.LinkStatus;
import dev.isochrone.wire.cluster.ReplicaStatus;
import dev.isochrone.zone.partition.PartitionReplica;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PeerMark;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How far behind a leading partition's peers are. What is reported is never less than what a peer
 * lacks: it is counted from what the peer has acknowledged, and a peer that this leader has not
 * heard of has no lag that could be told.
 */
record LinkReport(PartitionReplica replica, HybridClock clock, Ticker ticker) {
  /** So much of the outbox is read to estimate the rest. */
  private static final int SAMPLE_BYTES = 64 << 10;

  private static final double NANOS_PER_MILLI = 1e6;

  List<ReplicaStatus.Link> of(Collection<LinkStatus> links) {
    // First: what the outbox gets meanwhile makes none of this wrong.
    Ledger ledger = replica.ledger();
    return links.stream().map(link -> of(link, ledger)).toList();
  }

  private ReplicaStatus.Link of(LinkStatus link, Ledger ledger) {
    Optional<PeerMark> mark = Optional.ofNullable(ledger.maps().peers().get(link.peer().origin()));
    long acknowledged = Math.max(link.acknowledged(), mark.map(PeerMark::acknowledged).orElse(0L));
    long last = Math.max(acknowledged, ledger.outbox().last());
    ReplicaStatus.LinkState state = state(link, mark);
    return new ReplicaStatus.Link(
        link.peer().region(),
        state,
        why(link, state),
        acknowledged,
        new ReplicaStatus.Behind(
            lag(link.frontier()), last - acknowledged, bytes(acknowledged, last)),
        link.heldBack());
  }

  private static ReplicaStatus.LinkState state(LinkStatus link, Optional<PeerMark> mark) {
    if (mark.map(PeerMark::paused).orElse(false) || link.phase() == LinkSender.Phase.PAUSED) {
      return ReplicaStatus.LinkState.PAUSED;
    }
    if (link.hindrance().map(LinkSender.Hindrance::parked).orElse(false)) {
      return ReplicaStatus.LinkState.PARKED;
    }
    return link.connected() ? ReplicaStatus.LinkState.STREAMING : ReplicaStatus.LinkState.WAITING;
  }

  private String why(LinkStatus link, ReplicaStatus.LinkState state) {
    return switch (state) {
      case STREAMING -> "";
      case PAUSED -> "paused by an operator";
      case PARKED, WAITING ->
          link.hindrance()
              .map(LinkSender.Hindrance::why)
              .orElseGet(() -> "no stream yet, for " + millisSince(link) + " ms");
    };
  }

  private long millisSince(LinkStatus link) {
    return Math.round((ticker.nanos() - link.sinceNanos()) / NANOS_PER_MILLI);
  }

  private Optional<Duration> lag(HlcTimestamp frontier) {
    return frontier.equals(HlcTimestamp.MIN)
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, clock.now().millis() - frontier.millis())));
  }

  /** Exact for what fits into the sample; beyond it, as if all were like the first ones. */
  private long bytes(long acknowledged, long last) {
    if (acknowledged == last) {
      return 0;
    }
    OutboxSlice sample = replica.store().outbox(acknowledged, SAMPLE_BYTES);
    long sampled = sample.changes().stream().mapToLong(Change::bytesMax).sum();
    int rows = sample.changes().size();
    return rows == 0
        ? 0
        : Math.round((double) sampled / rows * Math.max(rows, last - acknowledged));
  }
}
