package dev.isochrone.replication.driver;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.Layout;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.region.RegionEffect;
import dev.isochrone.replication.region.RegionEvent;
import dev.isochrone.replication.region.RegionReceiver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns around a {@link RegionReceiver}, for one stream: events wait in a queue, and whichever
 * thread finds nobody at it steps through them, performing the effects of each before the next. So
 * nobody waits for anybody, and parts leave in the order in which the receiver said so.
 *
 * <p>Nothing in here is bounded but by its caller, who has as many rounds open as a stream has
 * credits.
 */
public final class RegionInbox implements Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(RegionInbox.class);

  private static final Refusal DEFECT =
      Refusal.of(RefusalCode.NOT_READY, "a defect of the server ended the stream");

  private final OriginPartition origin;
  private final PartitionPort partitions;
  private final AtomicLong rounds = new AtomicLong();
  private final Map<Long, CompletableFuture<Outcome<Applied>>> open = new ConcurrentHashMap<>();
  private final Queue<RegionEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final RegionReceiver receiver; // Touched by whoever is at the queue, as the next one.
  private boolean faulty;

  /** For one stream of the origin partition into the region that has this layout. */
  public RegionInbox(OriginPartition origin, Layout layout, PartitionPort partitions) {
    this.origin = origin;
    this.partitions = partitions;
    this.receiver = new RegionReceiver(layout);
  }

  @Override
  public CompletableFuture<Outcome<Applied>> standing() {
    return begin(RegionEvent.Asked::new);
  }

  @Override
  public CompletableFuture<Outcome<Applied>> propose(ChangeBatch batch) {
    return begin(round -> new RegionEvent.Came(round, batch));
  }

  @Override
  public void abandon() {
    happens(new RegionEvent.Ended());
  }

  private CompletableFuture<Outcome<Applied>> begin(LongFunction<RegionEvent> event) {
    long round = rounds.incrementAndGet();
    CompletableFuture<Outcome<Applied>> answer = new CompletableFuture<>();
    open.put(round, answer);
    happens(event.apply(round));
    return answer;
  }

  private void happens(RegionEvent event) {
    events.add(event);
    if (waiting.getAndIncrement() == 0) {
      do {
        take(events.remove());
      } while (waiting.decrementAndGet() > 0);
    }
  }

  /** After a fault nothing is sure any more: this stream ends, and the next one begins anew. */
  private void take(RegionEvent event) {
    try {
      if (!faulty) {
        receiver.on(event).forEach(this::perform);
      }
    } catch (RuntimeException | Error fault) {
      LOG.error("{}: receiving ended by a fault", origin, fault);
      faulty = true;
    }
    if (faulty) {
      open.values().forEach(answer -> answer.complete(Outcome.refused(DEFECT)));
      open.clear();
    }
  }

  private void perform(RegionEffect effect) {
    if (effect instanceof RegionEffect.Deliver deliver) {
      deliver(deliver);
    } else if (effect instanceof RegionEffect.Settled settled) {
      CompletableFuture<Outcome<Applied>> answer = open.remove(settled.round());
      if (answer == null) {
        throw new IllegalStateException(settled + " of no round");
      }
      answer.complete(settled.outcome());
    } else {
      throw new AssertionError(effect);
    }
  }

  private void deliver(RegionEffect.Deliver deliver) {
    CompletableFuture<?> unused =
        partitions
            .deliver(deliver.partition(), origin, deliver.part())
            .handle((outcome, fault) -> fault == null ? outcome : broken(deliver, fault))
            .thenAccept(
                outcome ->
                    happens(
                        new RegionEvent.Answered(deliver.partition(), deliver.round(), outcome)));
  }

  /** The port broke its promise: the stream must end all the same, or it would wait for ever. */
  private Outcome<Applied> broken(RegionEffect.Deliver deliver, Throwable fault) {
    LOG.error("{}: a part for partition {} was lost", origin, deliver.partition(), fault);
    return Outcome.refused(DEFECT);
  }
}
