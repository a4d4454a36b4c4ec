package dev.isochrone.replication;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Residency;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A partition here, a region there, a link between them, and bad weather. What survives a crash is
 * the outbox here, and what the receiving region keeps of it. Messages are delayed; in bad weather
 * they are also lost, doubled, and overtaken, within a stream too, though gRPC would not; streams
 * break, with or without a word to either side; and what is still under way on a broken stream
 * arrives.
 */
final class LinkWorld {
  private static final Origin SENDING = new Origin(1);
  private static final Origin RECEIVING = new Origin(2);
  private static final ClusterId CLUSTER = new ClusterId("ab".repeat(16));
  private static final long DELAY_MAX_MICROS = 40_000;
  private static final LinkConfig CONFIG =
      new LinkConfig(
          600,
          4,
          100,
          Duration.ofMillis(300),
          new LinkConfig.Retry(Duration.ofMillis(10), Duration.ofMillis(200)));

  /** The receiving region, as a stream finds it. */
  interface Receiving {
    /** What takes one stream. */
    interface Taking {
      void standing(Consumer<Outcome<Long>> answer);

      void propose(ChangeBatch batch, Consumer<Outcome<Inbox.Applied>> answer);

      /** The stream has ended: no part that is not on its way leaves any more. */
      void abandon();

      /** The node that took the stream is gone. */
      void gone();
    }

    Taking stream(OriginPartition origin);

    /** A node dies: of what was under way some may be lost. */
    void crash();

    void heal();

    /** Whether all of the region has all that was announced. */
    boolean has(OriginPartition origin, Announced all);
  }

  private final Simulation world;
  private final LinkSource source;
  private final Peer peer = new Peer(new Region("us-east"), RECEIVING);
  private final ModelOutbox outbox;
  private final Receiving receiving;
  private final Residency residency;

  private LinkSender sender;
  private int senderLife;
  private int receiverLife;
  private long lastSession;
  private boolean badWeather = true;

  /** One origin partition, one receiving one. */
  static LinkWorld ofOnePartition(Simulation world) {
    ModelOutbox outbox = new ModelOutbox(SENDING);
    return new LinkWorld(world, 0, outbox, new LoneLog(world, outbox), Residency.ANYWHERE);
  }

  /**
   * A link from one of two origin partitions.
   *
   * @param residency what the receiving region may hold
   */
  LinkWorld(
      Simulation world,
      int partition,
      ModelOutbox outbox,
      Receiving receiving,
      Residency residency) {
    this.world = world;
    this.outbox = outbox;
    this.receiving = receiving;
    this.residency = residency;
    this.source =
        new LinkSource(
            CLUSTER,
            new Region("eu-west"),
            new ChangeBatch.Source(new OriginPartition(SENDING, partition), 1, 2),
            FeatureLevels.SPOKEN);
    this.sender = sender(0);
    feed(new SenderEvent.Tick(world.nowNanos()));
  }

  /** Writes come in, in entries of none to six changes. */
  void write() {
    outbox.append(world.chance(30) ? 0 : world.random().nextInt(7), world.random());
    feed(new SenderEvent.Grew(outbox.announced(), 0));
  }

  /** The sender's node dies and another one leads, which knows only the outbox. */
  void crashSender() {
    world.log("sender crashes");
    senderLife++;
    sender = sender(lastSession);
    feed(new SenderEvent.Grew(outbox.announced(), 0));
  }

  /** The receiver's node dies: streams go, and of the log's end whatever was not committed. */
  void crashReceiver() {
    world.log("receiver crashes");
    receiverLife++;
    receiving.crash();
  }

  private LinkSender sender(long sessionsAbove) {
    return new LinkSender(
        source.source(),
        new LinkSender.Boundary(peer.region(), residency),
        CONFIG,
        sessionsAbove,
        world.nowNanos());
  }

  void pause(boolean paused) {
    feed(paused ? new SenderEvent.Paused() : new SenderEvent.Unpaused());
  }

  void heal() {
    world.log("heals");
    badWeather = false;
    receiving.heal();
    pause(false);
  }

  /** How many changes residency kept, as the sender that lives now has counted. */
  long heldBack() {
    return sender.heldBack();
  }

  boolean converged() {
    Announced all = outbox.announced();
    return receiving.has(source.source().origin(), all)
        && sender.acknowledged() == all.sequence()
        && sender.frontier().equals(all.closed());
  }

  private void feed(SenderEvent event) {
    sender.on(new SenderEvent.Tick(world.nowNanos())).forEach(this::perform);
    sender.on(event).forEach(this::perform);
    int life = senderLife;
    sender
        .tickDueNanos()
        .ifPresent(
            due -> {
              long micros = Math.max(0, (due - world.nowNanos()) / 1000);
              world.after(micros, () -> tick(life));
            });
  }

  private void tick(int life) {
    if (life == senderLife) {
      sender.on(new SenderEvent.Tick(world.nowNanos())).forEach(this::perform);
      if (sender.tickDueNanos().isPresent()) {
        long due = sender.tickDueNanos().getAsLong();
        world.after(Math.max(1000, (due - world.nowNanos()) / 1000), () -> tick(life));
      }
    }
  }

  private @Nullable Stream current;

  private void perform(SenderEffect effect) {
    world.log(String.valueOf(effect));
    if (effect instanceof SenderEffect.Open open) {
      if (open.session() <= lastSession) {
        throw new AssertionError("session " + open.session() + " again");
      }
      lastSession = open.session();
      current = new Stream(open.session());
      current.begin();
    } else if (effect instanceof SenderEffect.Read read) {
      int life = senderLife;
      world.after(
          world.between(0, 5_000),
          () -> {
            if (life == senderLife) {
              feed(new SenderEvent.Read(outbox.read(read.from(), read.bytesMax())));
            }
          });
    } else if (effect instanceof SenderEffect.Send send && current != null) {
      current.send(send);
    } else if (effect instanceof SenderEffect.PeerAcked acked) {
      outbox.trim(acked.sequence());
    } else if (effect instanceof SenderEffect.Close && current != null) {
      current.closedBySender();
    } else {
      throw new AssertionError(effect);
    }
  }

  /** One stream, with both its ends. */
  private final class Stream {
    private final long session;
    private final int life = receiverLife;
    private final LinkReceiver receiver;
    private final Receiving.Taking taking = receiving.stream(source.source().origin());
    private final boolean orderly = !badWeather || world.chance(70);
    private long lastForthMicros;
    private long lastBackMicros;
    private boolean cut;

    Stream(long session) {
      this.session = session;
      this.receiver = new LinkReceiver(new LinkTarget(CLUSTER, peer, FeatureLevels.SPOKEN, 3));
    }

    void begin() {
      if (badWeather && world.chance(20)) {
        world.after(world.between(0, DELAY_MAX_MICROS), () -> breaks("unreachable"));
        return;
      }
      Hello hello = new Hello(source, peer, session);
      forth(() -> taking.standing(cursor -> receive(new ReceiverEvent.Greeted(hello, cursor))));
      if (badWeather) {
        world.after(world.between(0, 400_000), this::cut);
      }
    }

    void send(SenderEffect.Send send) {
      if (send.session() != session) {
        throw new AssertionError(send + " on " + session);
      }
      forth(() -> receive(new ReceiverEvent.Received(send.batch())));
    }

    void closedBySender() {
      forth(() -> receive(new ReceiverEvent.Ended()));
    }

    /** Nothing that is sent from now on arrives; each side may or may not hear of it. */
    private void cut() {
      if (badWeather && !cut) {
        cut = true;
        if (world.chance(70)) {
          world.after(world.between(0, DELAY_MAX_MICROS), () -> breaks("cut"));
        }
        if (world.chance(70)) {
          world.after(world.between(0, DELAY_MAX_MICROS), () -> receive(new ReceiverEvent.Ended()));
        }
      }
    }

    private void breaks(String why) {
      feed(new SenderEvent.Broken(session, why));
    }

    private void receive(ReceiverEvent event) {
      if (life == receiverLife) {
        receiver.on(event).forEach(this::perform);
      } else {
        taking.gone();
        world.after(world.between(0, DELAY_MAX_MICROS), () -> breaks("the receiver is gone"));
      }
    }

    private void perform(ReceiverEffect effect) {
      world.log(String.valueOf(effect));
      if (effect instanceof ReceiverEffect.Propose propose) {
        taking.propose(
            propose.batch(),
            outcome -> receive(new ReceiverEvent.Applied(propose.proposal(), outcome)));
      } else if (effect instanceof ReceiverEffect.Abandon) {
        taking.abandon();
      } else {
        SenderEvent answer = answer(effect);
        back(() -> feed(answer));
      }
    }

    private SenderEvent answer(ReceiverEffect effect) {
      if (effect instanceof ReceiverEffect.Welcome welcome) {
        return new SenderEvent.Welcomed(welcome.session(), welcome.applied(), welcome.credits());
      } else if (effect instanceof ReceiverEffect.Ack ack) {
        return new SenderEvent.Acked(ack.session(), ack.sequence(), ack.frontier());
      } else if (effect instanceof ReceiverEffect.Resume resume) {
        return new SenderEvent.Resumed(resume.session(), resume.sequence());
      } else if (effect instanceof ReceiverEffect.Refuse refuse) {
        return new SenderEvent.Refused(session, refuse.refusal());
      }
      throw new AssertionError(effect);
    }

    private void forth(Runnable arrival) {
      lastForthMicros = deliver(arrival, lastForthMicros);
    }

    private void back(Runnable arrival) {
      lastBackMicros = deliver(arrival, lastBackMicros);
    }

    /** Returns when it arrives; in an orderly stream not before what was sent earlier. */
    private long deliver(Runnable arrival, long lastMicros) {
      long nowMicros = world.nowNanos() / 1000;
      long at = nowMicros + world.between(100, DELAY_MAX_MICROS);
      at = orderly ? Math.max(at, lastMicros) : at;
      if (!cut && (orderly || world.chance(90))) {
        world.after(at - nowMicros, arrival);
      }
      if (!cut && !orderly && world.chance(20)) {
        world.after(world.between(100, 5 * DELAY_MAX_MICROS), arrival);
      }
      return at;
    }
  }
}
