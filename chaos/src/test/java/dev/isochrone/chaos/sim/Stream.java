package dev.isochrone.chaos.sim;

import dev.isochrone.chaos.sim.ground.Tables;
import dev.isochrone.hlc.ClockReading;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.hlc.HybridClock;
import dev.isochrone.hlc.Observation;
import dev.isochrone.hlc.Tick;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.replication.BatchInspection;
import dev.isochrone.replication.ClockGuard;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkReceiver;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.ReceiverEffect;
import dev.isochrone.replication.ReceiverEvent;
import dev.isochrone.replication.SenderEvent;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.replication.driver.RegionInbox;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream between two regions, with both its ends: what {@code OutgoingStream} and {@code
 * IncomingStream} do over gRPC. Most keep the order of what they carry; some do not, though gRPC
 * would. Batches travel as bytes.
 */
final class Stream {
  private static final int CREDITS = 4;

  private final World world;
  private final Link from;
  private final Machine sending;
  private final int sendingLife;
  private final Hello hello;
  private final Machine receiving;
  private final Wan.Lane forth;
  private final Wan.Lane back;
  private final LinkReceiver receiver;
  private final BatchInspection inspection;
  private final Deque<ReceiverEvent> turns = new ArrayDeque<>();
  private int receivingLife;
  private @Nullable Inbox inbox;
  private boolean stepping;

  Stream(World world, Link from, Seat seat, Hello hello, Machine receiving) {
    this.world = world;
    this.from = from;
    this.sending = seat.machine();
    this.sendingLife = sending.life();
    this.hello = hello;
    this.receiving = receiving;
    this.forth = world.wan().lane(sending.region(), receiving.region());
    this.back = world.wan().lane(receiving.region(), sending.region());
    this.receiver =
        new LinkReceiver(
            new LinkTarget(
                World.CLUSTER, receiving.region().name(), FeatureLevels.SPOKEN, CREDITS));
    this.inspection =
        new BatchInspection(
            ClockGuard.of(receiving.wall(), HybridClock.OFFSET_MAX),
            receiving.region().name().region(),
            world.residency());
  }

  /** Says hello; or nobody is there. */
  void begin() {
    note("opens");
    forth.send(
        () -> {
          receivingLife = receiving.life();
          if (receiving.up()) {
            world.wan().opened(this);
            greet();
          } else {
            breaks("nobody is there");
          }
        });
  }

  private void greet() {
    Inbox region =
        new RegionInbox(
            hello.from().source().origin(),
            receiving.region().layout(),
            leaving(world.ports().partitions(new Reception(world, receiving), receiving.region())));
    CompletableFuture<?> unused =
        region
            .standing()
            .thenAccept(
                standing ->
                    world
                        .stage()
                        .after(
                            0,
                            () -> {
                              if (inbox == null) { // The first hello counts.
                                inbox = region;
                              }
                              receive(
                                  new ReceiverEvent.Greeted(
                                      hello, standing.map(Inbox.Applied::cursor)));
                            }));
  }

  /** Of a stream that is over, no part leaves any more. */
  private PartitionPort leaving(PartitionPort port) {
    return (partition, origin, part) -> {
      world
          .stage()
          .require(
              part.isEmpty() || !receiver.ended(),
              () -> receiving.id() + " delivers for a stream that is over");
      return port.deliver(partition, origin, part);
    };
  }

  void send(ChangeBatch batch) {
    note("batch " + batch.interval());
    HlcTimestamp sentAt =
        sending.clock().tick() instanceof Tick.Issued issued
            ? issued.reading().at()
            : HlcTimestamp.MIN;
    Bytes bytes = ChangeBatchCodec.encode(batch);
    world
        .stage()
        .require(
            receiving.region().mayHold(Tables.BOUND) || !Clients.hasBoundBytes(bytes),
            () -> sending.id() + " sends a bound row to " + receiving.id());
    forth.send(() -> arrives(bytes, sentAt));
  }

  private void arrives(Bytes bytes, HlcTimestamp sentAt) {
    if (!receiving.isIn(receivingLife)) {
      breaks("the receiver is gone");
      return;
    }
    receive(inspect(bytes, sentAt).fold(ReceiverEvent.Received::new, ReceiverEvent.Unfit::new));
  }

  private Outcome<ChangeBatch> inspect(Bytes bytes, HlcTimestamp sentAt) {
    if (receiving.clock().observe(new ClockReading(sentAt))
        instanceof Observation.TooFarAhead ahead) {
      return Outcome.refused(BatchInspection.tooFarAhead(ahead.millis()).orElseThrow());
    }
    return inspection.inspect(bytes);
  }

  void closedBySender() {
    forth.send(() -> receive(new ReceiverEvent.Ended()));
  }

  /** Nothing gets through any more; each side may or may not hear of it. */
  void cut() {
    forth.close();
    back.close();
    if (world.stage().chance(70)) {
      world.stage().after(world.stage().between(0, 200), () -> breaks("cut"));
    }
    if (world.stage().chance(70)) {
      world.stage().after(world.stage().between(0, 200), () -> receive(new ReceiverEvent.Ended()));
    }
  }

  boolean isOver() {
    return receiver.ended() || !receiving.isIn(receivingLife) || !sending.isIn(sendingLife);
  }

  private void breaks(String why) {
    back.send(() -> hear(new SenderEvent.Broken(hello.session(), why)));
  }

  private void hear(SenderEvent.OnStream event) {
    if (sending.isIn(sendingLife)) {
      from.hear(event);
    }
  }

  /** One event after the other, also when one comes while another is dealt with. */
  private void receive(ReceiverEvent event) {
    if (!receiving.isIn(receivingLife)) {
      return;
    }
    turns.add(event);
    if (!stepping) {
      stepping = true;
      while (!turns.isEmpty()) {
        receiver.on(turns.remove()).forEach(this::perform);
      }
      stepping = false;
    }
  }

  private void perform(ReceiverEffect effect) {
    if (effect instanceof ReceiverEffect.Propose propose) {
      propose(propose);
      return;
    }
    note(String.valueOf(effect));
    world.stage().count(effect.getClass().getSimpleName());
    if (effect instanceof ReceiverEffect.Abandon) {
      proposing().abandon();
      return;
    }
    SenderEvent.OnStream answer = answer(effect);
    back.send(() -> hear(answer));
  }

  private void propose(ReceiverEffect.Propose propose) {
    CompletableFuture<?> unused =
        proposing()
            .propose(propose.batch())
            .whenComplete(
                (outcome, failure) -> {
                  if (failure != null) {
                    world.stage().broken("an inbox's promise", failure);
                  } else {
                    // Not on the log's stack, whose callers take a throw for something else.
                    world
                        .stage()
                        .after(
                            0,
                            () -> receive(new ReceiverEvent.Applied(propose.proposal(), outcome)));
                  }
                });
  }

  private Inbox proposing() {
    Inbox region = inbox;
    if (region == null) {
      throw new IllegalStateException("a batch before the hello");
    }
    return region;
  }

  private SenderEvent.OnStream answer(ReceiverEffect effect) {
    if (effect instanceof ReceiverEffect.Welcome welcome) {
      return new SenderEvent.Welcomed(welcome.session(), welcome.applied(), welcome.credits());
    } else if (effect instanceof ReceiverEffect.Ack ack) {
      return new SenderEvent.Acked(ack.session(), ack.sequence(), ack.frontier());
    } else if (effect instanceof ReceiverEffect.Resume resume) {
      return new SenderEvent.Resumed(resume.session(), resume.sequence());
    } else if (effect instanceof ReceiverEffect.Refuse refuse) {
      Refusal refusal = refuse.refusal();
      world.stage().count("refused a peer: " + refusal.code());
      return new SenderEvent.Refused(hello.session(), refusal);
    }
    throw new AssertionError(effect);
  }

  private void note(String what) {
    world.stage().note(sending.id() + "=>" + receiving.id() + " " + what);
  }
}
