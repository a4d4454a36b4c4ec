package dev.isochrone.replication.driver;

import dev.isochrone.model.Origin;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSender;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.SenderEffect;
import dev.isochrone.replication.SenderEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread around a {@link LinkSender}: takes an event, steps, performs the effects, repeats. All
 * there is to get wrong about concurrency in a link stands on this page.
 *
 * <p>What must not be lost is a flag, not an event: that the outbox grew, what an operator wants,
 * the end. An event only wakes the thread. What a stream tells may be lost when the mailbox is
 * full.
 */
final class LinkDriver implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkDriver.class);

  private final LinkSource source;
  private final Peer peer;
  private final LinkPorts ports;
  private final LongSupplier settled;
  private final BlockingQueue<SenderEvent> mailbox;

  private final AtomicBoolean grew = new AtomicBoolean(true); // Look once before all else.
  private volatile boolean pauseWanted;
  private volatile boolean stopWanted;
  private volatile LinkStatus status;

  // Touched by run() alone.
  private final LinkSender sender;
  private final Deque<SenderEvent> next = new ArrayDeque<>();
  private boolean paused;
  private LinkOpener.@Nullable Stream stream;

  LinkDriver(LinkSource source, Peer peer, LinkConfig config, LinkWorld world) {
    this.source = source;
    this.peer = peer;
    this.ports = world.ports();
    this.settled = world.settled();
    this.mailbox = new ArrayBlockingQueue<>(config.mailboxMax());
    long nowNanos = ports.ticker().nanos();
    LinkSender.Boundary boundary = new LinkSender.Boundary(peer.region(), ports.residency());
    this.sender =
        new LinkSender(source.source(), boundary, config, world.sessionsAbove(), nowNanos);
    this.status = LinkStatus.of(peer, sender, nowNanos);
    this.pauseWanted = world.paused().contains(peer.origin());
  }

  /** What all links of one partition share. */
  record LinkWorld(LinkPorts ports, LongSupplier settled, Set<Origin> paused, long sessionsAbove) {}

  String threadName() {
    return "link-" + peer.region() + "-" + source.source().origin().partition();
  }

  Peer peer() {
    return peer;
  }

  /** Any thread. */
  LinkStatus status() {
    return status;
  }

  /** The outbox announced something new. Any thread; does not block. */
  void grew() {
    if (grew.compareAndSet(false, true)) {
      wake();
    }
  }

  /** Any thread; does not block. */
  void pause(boolean wanted) {
    if (pauseWanted != wanted) {
      pauseWanted = wanted;
      wake();
    }
  }

  /** Any thread; does not block. The thread ends soon, without an interrupt. */
  void stop() {
    stopWanted = true;
    wake();
  }

  @Override
  public void run() {
    try {
      while (sender.phase() != LinkSender.Phase.STOPPED) {
        wanted(); // Before time passes: a link that begins paused opens nothing.
        step(new SenderEvent.Tick(ports.ticker().nanos()));
        SenderEvent event = take();
        if (event != null) {
          step(event);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      closeStream();
    }
  }

  /** A full mailbox wakes the thread as well. */
  private void wake() {
    mailbox.offer(new SenderEvent.Tick(ports.ticker().nanos()));
  }

  private void wanted() {
    if (pauseWanted != paused) { // First: what is announced after a pause is not sent.
      paused = !paused;
      step(paused ? new SenderEvent.Paused() : new SenderEvent.Unpaused());
    }
    if (grew.getAndSet(false)) {
      step(new SenderEvent.Grew(ports.outbox().announced(), settled.getAsLong()));
    }
    if (stopWanted) {
      step(new SenderEvent.Stopped());
    }
  }

  private @Nullable SenderEvent take() throws InterruptedException {
    if (sender.phase() == LinkSender.Phase.STOPPED) {
      return null;
    }
    OptionalLong due = sender.tickDueNanos();
    return due.isPresent()
        ? mailbox.poll(due.getAsLong() - ports.ticker().nanos(), TimeUnit.NANOSECONDS)
        : mailbox.take();
  }

  private void step(SenderEvent event) {
    next.add(event);
    while (!next.isEmpty()) {
      SenderEvent first = next.remove();
      if (first instanceof SenderEvent.Refused refused) {
        LOG.info("{}: refused by {}: {}", threadName(), peer, refused.refusal().message());
        ports.events().refused(peer, refused.refusal());
      }
      sender.on(first).forEach(this::perform);
    }
    publish();
  }

  /**
   * An outbox that can't be read ends the stream and not the thread: the link tries again, and says
   * why.
   */
  private SenderEvent read(SenderEffect.Read read) {
    try {
      return new SenderEvent.Read(ports.outbox().read(read.from(), read.bytesMax()));
    } catch (RuntimeException unreadable) {
      LOG.warn("{}: the outbox can't be read after {}", threadName(), read.from(), unreadable);
      return new SenderEvent.Unreadable("the outbox can't be read");
    }
  }

  private void perform(SenderEffect effect) {
    if (effect instanceof SenderEffect.Open open) {
      Hello hello = new Hello(source, peer, open.session());
      stream = ports.opener().open(hello, mailbox::offer);
    } else if (effect instanceof SenderEffect.Read read) {
      next.add(read(read));
    } else if (effect instanceof SenderEffect.Send send) {
      send(send);
    } else if (effect instanceof SenderEffect.PeerAcked acked) {
      ports.acks().acknowledged(peer.origin(), acked.sequence());
    } else if (effect instanceof SenderEffect.Close close) {
      LOG.info("{}: stream {} to {} ends: {}", threadName(), close.session(), peer, close.why());
      ports.events().closed(peer, close.why());
      closeStream();
    } else {
      throw new AssertionError(effect);
    }
  }

  private void send(SenderEffect.Send send) {
    LinkOpener.Stream open = stream;
    if (open == null) {
      throw new IllegalStateException("a batch to send and no stream");
    }
    open.send(send.batch());
    ports.events().sent(peer, send.batch().changes().size());
    if (!open.ready()) {
      next.add(new SenderEvent.Blocked(send.session()));
    }
  }

  private void closeStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  private void publish() {
    LinkStatus before = status;
    boolean samePhase = before.phase() == sender.phase();
    long sinceNanos = samePhase ? before.sinceNanos() : ports.ticker().nanos();
    status = LinkStatus.of(peer, sender, sinceNanos);
    if (!samePhase) {
      ports.events().changed(status);
    }
  }
}
