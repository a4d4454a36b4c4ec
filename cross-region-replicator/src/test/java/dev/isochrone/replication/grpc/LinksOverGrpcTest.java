package dev.isochrone.replication.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Residency;
import dev.isochrone.replication.Announced;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.ModelInbox;
import dev.isochrone.replication.ModelOutbox;
import dev.isochrone.replication.Outbox;
import dev.isochrone.replication.OutboxSlice;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.driver.LinkEvents;
import dev.isochrone.replication.driver.LinkPorts;
import dev.isochrone.replication.driver.LinkStatus;
import dev.isochrone.replication.driver.Links;
import dev.isochrone.testing.ForSeeds;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One sending partition, a receiving region of two nodes, real threads and streams. */
class LinksOverGrpcTest {
  private static final Origin SENDING = new Origin(1);
  private static final Peer PEER = new Peer(new Region("us-east"), new Origin(2));
  private static final LinkSource SOURCE =
      new LinkSource(
          ReceivingNode.CLUSTER,
          new Region("eu-west"),
          new ChangeBatch.Source(new OriginPartition(SENDING, 0), 1, 1),
          FeatureLevels.SPOKEN);
  private static final LinkConfig CONFIG =
      new LinkConfig(
          1000,
          8,
          64,
          Duration.ofSeconds(5),
          new LinkConfig.Retry(Duration.ofMillis(1), Duration.ofMillis(20)));

  private final ModelOutbox outbox = new ModelOutbox(SENDING);
  private final ModelInbox inbox = new ModelInbox(outbox);
  private final Cutting network = new Cutting(1);
  private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private ReceivingNode first;
  private ReceivingNode second;

  @BeforeEach
  void startNodes() throws IOException {
    first = new ReceivingNode(new NodeId("first"), PEER, inbox, network);
    second = new ReceivingNode(new NodeId("second"), PEER, inbox, network);
    leads(first);
  }

  @AfterEach
  void stopNodes() {
    first.close();
    second.close();
    assertThat(first.faults()).isEmpty();
    assertThat(second.faults()).isEmpty();
  }

  @ForSeeds(10)
  void links_whoseStreamsBreak_bringEverythingOver(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      for (int i = 0; i < 300; i++) {
        outbox.append(random.nextInt(4), random);
        links.announced();
        if (random.nextInt(40) == 0) {
          leads(random.nextBoolean() ? first : second);
        }
      }
      network.heal();
      awaitConverged(links);
    }
  }

  @Test
  void follower_namesTheLeader_andIsFollowedThere() {
    network.heal();
    leads(second);
    write(10);

    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      awaitConverged(links);
    }

    assertThat(refusals).extracting(Refusal::code).containsExactly(RefusalCode.NOT_LEADER);
  }

  /** A stream that ended in more words than one once skipped a server: here, for ever. */
  @Test
  void server_thatKnowsNoLeader_isLeftForTheNextOne() {
    network.heal();
    leads(second);
    first.leaderIs(Optional.empty());
    write(10);

    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      awaitConverged(links);
    }

    assertThat(refusals).extracting(Refusal::code).containsExactly(RefusalCode.NO_LEADER);
  }

  @Test
  void paused_sendsNothing_untilResumed() {
    network.heal();
    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      awaitPhase(links, LinkSender.Phase.STREAMING);
      links.pause(PEER.origin());
      awaitPhase(links, LinkSender.Phase.PAUSED);
      write(10);
      links.announced();
      assertThat(inbox.cursor()).isZero();

      links.resume(PEER.origin());

      awaitConverged(links);
    }
  }

  /** The link says why it stands, tries again when it is told to, and leaves nothing out. */
  @Test
  void peerWithoutRoom_isWaitedFor_andGetsEverythingOnceItHasSome() {
    network.heal();
    Refusal full = Refusal.later(RefusalCode.DISK_FULL, "no room", Duration.ofMillis(20));
    for (ReceivingNode node : List.of(first, second)) { // Whoever takes it, it is that leader's.
      node.leaderIs(Optional.of(node.endpoint()));
      node.noRoom(Optional.of(full));
    }
    write(10);
    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      links.announced();
      await().until(() -> refusals.size() > 2);
      LinkStatus waiting = links.statuses().get(0);
      assertThat(waiting.hindrance())
          .hasValueSatisfying(
              hindrance -> {
                assertThat(hindrance.parked()).isFalse();
                assertThat(hindrance.why()).contains("DISK_FULL");
              });
      write(10);
      links.announced();
      assertThat(inbox.cursor()).isZero();
      assertThat(waiting.acknowledged()).isZero();

      first.noRoom(Optional.empty());
      second.noRoom(Optional.empty());

      awaitConverged(links);
      assertThat(links.statuses().get(0).hindrance()).isEmpty();
    }
    assertThat(refusals).extracting(Refusal::code).containsOnly(RefusalCode.DISK_FULL);
  }

  @Test
  void stream_thatItsSenderEnds_isAbandonedByTheReceiver() {
    network.heal();
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    first.hold(go);
    write(10);
    try (Links links = start(outbox, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      links.announced();
      await().until(() -> first.proposed() > 0);
      assertThat(first.abandoned()).isZero();

      links.pause(PEER.origin());

      await().until(() -> first.abandoned() == 1);
      go.complete(true);
      links.resume(PEER.origin());
      awaitConverged(links);
    }
    assertThat(first.abandoned()).isEqualTo(1);
  }

  @Test
  void sender_whoseClockIsFarAhead_isRefused_andNothingIsApplied() {
    network.heal();
    write(3);
    PhysicalClock fast = () -> PhysicalClock.system().millis() + 5_000;

    try (Links links = start(outbox, HybridClock.unbounded(fast, OFFSET_MAX))) {
      links.announced();
      await().until(() -> !refusals.isEmpty());
    }

    assertThat(refusals).extracting(Refusal::code).contains(RefusalCode.CLOCK_STALLED);
    assertThat(inbox.cursor()).isZero();
  }

  @Test
  void outbox_thatCannotBeReadForAWhile_endsStreams_andNotTheLink() {
    network.heal();
    write(3);
    AtomicInteger readsThatFail = new AtomicInteger(2);
    Outbox ailing =
        new Outbox() {
          @Override
          public Announced announced() {
            return outbox.announced();
          }

          @Override
          public OutboxSlice read(long from, int bytesMax) {
            if (readsThatFail.getAndDecrement() > 0) {
              throw new IllegalStateException("the disk is slow to answer");
            }
            return outbox.read(from, bytesMax);
          }
        };

    try (Links links = start(ailing, HybridClock.unbounded(PhysicalClock.system(), OFFSET_MAX))) {
      links.announced();
      await().until(() -> inbox.cursor() == outbox.announced().sequence());
    }

    assertThat(readsThatFail.get()).isNegative();
    assertThat(failures).isEmpty();
  }

  private static final Duration OFFSET_MAX = HybridClock.OFFSET_MAX;

  private void leads(ReceivingNode leader) {
    first.leaderIs(Optional.of(leader.endpoint()));
    second.leaderIs(Optional.of(leader.endpoint()));
  }

  private void write(int entries) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int i = 0; i < entries; i++) {
      outbox.append(1 + random.nextInt(3), random);
    }
  }

  private Links start(Outbox from, HybridClock clock) {
    List<Endpoint> servers = List.of(first.endpoint(), second.endpoint());
    LinkConnections connections =
        new LinkConnections(
            region -> servers,
            server -> server.equals(first.endpoint()) ? first.channel() : second.channel(),
            clock::tick);
    LinkEvents events =
        new LinkEvents() {
          @Override
          public void refused(Peer peer, Refusal refusal) {
            refusals.add(refusal);
          }

          @Override
          public void failed(Peer peer, Throwable cause) {
            failures.add(cause);
          }
        };
    LinkPorts ports =
        new LinkPorts(
            from,
            (peer, sequence) -> outbox.trim(sequence),
            Residency.ANYWHERE,
            connections,
            Ticker.system(),
            events);
    return Links.start(SOURCE, List.of(PEER), Set.of(), ports, CONFIG, 100);
  }

  private void awaitConverged(Links links) {
    await()
        .untilAsserted(
            () -> {
              Announced all = outbox.announced();
              assertThat(inbox.cursor()).isEqualTo(all.sequence());
              assertThat(inbox.frontier()).isEqualTo(all.closed());
              LinkStatus status = links.statuses().get(0);
              assertThat(status.acknowledged()).isEqualTo(all.sequence());
              assertThat(status.frontier()).isEqualTo(all.closed());
            });
  }

  private static void awaitPhase(Links links, LinkSender.Phase phase) {
    await().until(() -> links.statuses().get(0).phase() == phase);
  }
}
