package dev.isochrone.chaos.sim;

import dev.isochrone.model.Endpoint;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.SenderEffect;
import dev.isochrone.replication.SenderEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code LinkDriver} does with a thread, done on the agenda: takes an event, steps the sender,
 * performs the effects.
 */
final class Link {
  private static final LinkConfig CONFIG =
      new LinkConfig(
          1_500,
          4,
          100,
          Duration.ofSeconds(3),
          new LinkConfig.Retry(Duration.ofMillis(50), Duration.ofSeconds(1)));

  private final World world;
  private final Links links;
  private final Territory peer;
  private final LinkSender sender;
  private final Hello greeting;
  private final Deque<SenderEvent> next = new ArrayDeque<>();
  private boolean stepping;
  private boolean growing;
  private boolean paused;
  private long alarmMillis = Long.MAX_VALUE;
  private int turn;
  private @Nullable Stream stream;

  Link(World world, Links links, Territory peer, long sessionsAbove) {
    this.world = world;
    this.links = links;
    this.peer = peer;
    this.greeting = new Hello(links.source(), peer.name(), 0);
    this.sender =
        new LinkSender(
            links.source().source(),
            new LinkSender.Boundary(peer.name().region(), world.ports().asked(world.residency())),
            CONFIG,
            sessionsAbove,
            world.stage().nanos());
    this.turn = world.stage().random().nextInt(peer.machines().size());
  }

  void start() {
    pause(links.isPaused(peer.origin()));
    grew();
  }

  Peer peer() {
    return peer.name();
  }

  Territory territory() {
    return peer;
  }

  long acknowledged() {
    return sender.acknowledged();
  }

  /** The outbox announced something new; looked at a little later, once. */
  void grew() {
    if (!growing) {
      growing = true;
      world
          .stage()
          .after(
              0,
              () -> {
                growing = false;
                feed(new SenderEvent.Grew(links.announcedPair(), links.settled()));
              });
    }
  }

  /** As the log has it by now. */
  void pause(boolean wanted) {
    if (paused != wanted) {
      paused = wanted;
      feed(wanted ? new SenderEvent.Paused() : new SenderEvent.Unpaused());
    }
  }

  void stop() {
    feed(new SenderEvent.Stopped());
  }

  /** From a stream. */
  void hear(SenderEvent.OnStream event) {
    feed(event);
  }

  private void feed(SenderEvent event) {
    next.add(new SenderEvent.Tick(world.stage().nanos()));
    next.add(event);
    if (!stepping) {
      stepping = true;
      while (!next.isEmpty()) {
        step(next.remove());
      }
      stepping = false;
      arm();
    }
  }

  private void step(SenderEvent event) {
    if (event instanceof SenderEvent.Refused refused) {
      judged(refused.refusal().endpoint());
    } else if (event instanceof SenderEvent.Broken) {
      judged(Optional.empty());
    }
    sender.on(event).forEach(this::perform);
  }

  /** The next stream goes where the leader is said to be, or else to whoever comes next. */
  private void judged(Optional<Endpoint> leader) {
    turn++;
    for (int i = 0; leader.isPresent() && i < peer.machines().size(); i++) {
      if (peer.machines().get(i).endpoint().equals(leader.get())) {
        turn = i;
      }
    }
  }

  private void arm() {
    if (sender.tickDueNanos().isEmpty()) {
      return;
    }
    long dueMillis = sender.tickDueNanos().getAsLong() / 1_000_000 + 1;
    long now = world.stage().millis();
    if (dueMillis < alarmMillis) {
      alarmMillis = dueMillis;
      world.stage().after(Math.max(1, dueMillis - now), () -> alarm(dueMillis));
    }
  }

  private void alarm(long ofMillis) {
    if (alarmMillis == ofMillis) {
      alarmMillis = Long.MAX_VALUE;
      feed(new SenderEvent.Tick(world.stage().nanos()));
    }
  }

  private void perform(SenderEffect effect) {
    if (effect instanceof SenderEffect.Open open) {
      Hello hello = new Hello(greeting.from(), greeting.to(), open.session());
      Machine to = peer.machines().get(Math.floorMod(turn, peer.machines().size()));
      stream = new Stream(world, this, links.seat(), hello, to);
      stream.begin();
    } else if (effect instanceof SenderEffect.Read read) {
      next.add(
          new SenderEvent.Read(
              world.ports().outbox(links.replica().store().outbox(read.from(), read.bytesMax()))));
    } else if (effect instanceof SenderEffect.Send send) {
      if (stream != null) {
        stream.send(send.batch());
      }
    } else if (effect instanceof SenderEffect.PeerAcked acked) {
      links.replica().acknowledged(peer.origin(), acked.sequence());
    } else if (effect instanceof SenderEffect.Close close) {
      world.stage().note(links.seat() + "->" + peer.name() + " ends: " + close.why());
      if (stream != null) {
        stream.closedBySender();
        stream = null;
      }
    } else {
      throw new AssertionError(effect);
    }
  }
}
