package dev.isochrone.wire.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.SharedHeader;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Operations to one server, over one stream that lives as long as it holds. Whoever has one queues
 * it; the channels' event loop takes all that is queued as one message, which under load is the
 * difference between 20,000 and 50,000 operations a second.
 *
 * <p>An operation leaves when it is put into a message, and not before: the queue waits until the
 * stream stands. A stream that breaks ends what has left; what has not is sent on the next one, or,
 * if that can't be opened, ends as never left.
 *
 * <p>{@link #send} may be called by any thread; all else happens on the event loop.
 */
public final class Conversation<Q> {
  /** With so many that have not left, one more is refused; callers bound themselves far below. */
  static final int WAITING_MAX = 65_536;

  private static final int MESSAGE_OPERATIONS_MAX = 1_024;
  private static final int MESSAGE_BYTES_MAX = 1 << 20;

  /** Connecting around the world takes well under a second; who can't in this time is gone. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** How late it may be noticed that an operation's time is over. */
  private static final long SWEEP_MILLIS = 20;

  private final Channels channels;
  private final Address server;
  private final Conversations.Script<Q> script;
  private final ScheduledExecutorService loop;

  private final AtomicInteger waiting = new AtomicInteger();
  private final Object lock = new Object();

  @GuardedBy("lock") private Queue<Pending> queue = new ArrayDeque<>();

  @GuardedBy("lock") private boolean drainScheduled;

  // The event loop's.
  private final Queue<Pending> taken = new ArrayDeque<>();
  private @Nullable Stream stream;
  private boolean sweeping;

  Conversation(Channels channels, Address server, Conversations.Script<Q> script) {
    this.channels = channels;
    this.server = server;
    this.script = script;
    this.loop = channels.loop();
  }

  /** What became of an operation; one of the two is told, once. Must not block. */
  public interface Reply {
    /**
     * The server's answer, which may be a refusal.
     *
     * @param shared what all answers of the message have in common
     */
    void answered(OperationAnswer answer, SharedHeader shared);

    /** There is no answer, and none will come. */
    void failed(StatusRuntimeException failure, Departure departure);
  }

  private record Pending(Operation.Builder operation, TimeLimit limit, Reply reply) {
    void fail(Status status, @Nullable Metadata trailers, Departure departure) {
      reply.failed(new StatusRuntimeException(status, trailers), departure);
    }
  }

  /**
   * Queues an operation, without an id. The reply is told on the event loop, or, if it is refused
   * at once, on this thread.
   *
   * @param limit when it is over, the reply is told at the latest
   */
  public void send(Operation.Builder operation, TimeLimit limit, Reply reply) {
    Pending pending = new Pending(operation, limit, reply);
    boolean wake;
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      reply.failed(
          GrpcRefusals.toStatus(
              Refusal.later(
                  RefusalCode.OVERLOADED,
                  "too many requests wait for " + server,
                  Duration.ofMillis(50)),
              /* requestId= */ ""),
          Departure.NEVER_LEFT);
      return;
    }
    synchronized (lock) {
      wake = !drainScheduled;
      queue.add(pending);
      drainScheduled = true;
    }
    if (wake) {
      wake();
    }
  }

  /** It waits no longer, and never left. */
  private void giveUp(Pending pending, Status status, @Nullable Metadata trailers) {
    waiting.decrementAndGet();
    pending.fail(status, trailers, Departure.NEVER_LEFT);
  }

  private void wake() {
    try {
      loop.execute(this::drain);
    } catch (RejectedExecutionException closed) {
      Status ended = Status.UNAVAILABLE.withDescription("closed");
      queued().forEach(pending -> giveUp(pending, ended, null));
    }
  }

  private Queue<Pending> queued() {
    synchronized (lock) {
      drainScheduled = false;
      Queue<Pending> all = queue;
      queue = new ArrayDeque<>(all.size());
      return all;
    }
  }

  private void drain() {
    taken.addAll(queued());
    if (taken.isEmpty()) {
      return;
    }
    if (stream == null) {
      try {
        stream = new Stream();
        stream.open();
      } catch (IllegalStateException closed) {
        stream = null;
        endTaken(Status.UNAVAILABLE.withDescription(closed.getMessage()), null);
        return;
      }
    }
    if (stream != null) {
      stream.send();
    }
    sweepLater();
  }

  private void endTaken(Status status, @Nullable Metadata trailers) {
    for (Pending next = taken.poll(); next != null; next = taken.poll()) {
      giveUp(next, status, trailers);
    }
  }

  private void sweepLater() {
    boolean waits = !taken.isEmpty() || (stream != null && !stream.unanswered.isEmpty());
    if (waits && !sweeping) {
      sweeping = true;
      try {
        var unused = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        // The channels are closed, which ends the stream and all that waits on it.
      }
    }
  }

  private void sweep() {
    sweeping = false;
    List<Pending> late = new ArrayList<>();
    taken.removeIf(pending -> pending.limit().isOver() && late.add(pending));
    Status over = Status.DEADLINE_EXCEEDED.withDescription("no answer in time");
    late.forEach(pending -> giveUp(pending, over, null));
    if (stream != null) {
      List<Pending> left = stream.unanswered.takeAll(pending -> pending.limit().isOver());
      left.forEach(pending -> pending.fail(over, null, Departure.LEFT));
    }
    sweepLater();
  }

  /** One stream's life. */
  private final class Stream extends ClientCall.Listener<OperationAnswers> {
    private final ClientCall<Q, OperationAnswers> call =
        channels.to(server).newCall(script.method(), CallOptions.DEFAULT);
    private final Slots<Pending> unanswered = new Slots<>();
    private boolean stands;
    private boolean opened;

    void open() {
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE); // Answers are bounded by what was asked.
      var unused =
          loop.schedule(
              () -> {
                if (!stands) {
                  call.cancel("the connection took too long", null);
                }
              },
              CONNECT_MAX.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    void send() {
      while (!taken.isEmpty() && !unanswered.isFull() && call.isReady()) {
        Operations.Builder message = Operations.newBuilder();
        long nowNanos = channels.ticker().nanos();
        int bytes = 0;
        while (!taken.isEmpty()
            && !unanswered.isFull()
            && message.getOperationCount() < MESSAGE_OPERATIONS_MAX
            && bytes < MESSAGE_BYTES_MAX) {
          Pending pending = taken.remove();
          long leftMillis = (pending.limit().endNanos() - nowNanos) / 1_000_000;
          if (leftMillis <= 0) {
            giveUp(pending, Status.DEADLINE_EXCEEDED, null);
            continue;
          }
          waiting.decrementAndGet();
          Operation operation =
              pending
                  .operation()
                  .setTimeoutMillis((int) Math.min(leftMillis, Integer.MAX_VALUE))
                  .setId(unanswered.put(pending))
                  .build();
          message.addOperation(operation);
          bytes += operation.getSerializedSize();
        }
        if (message.getOperationCount() > 0) {
          call.sendMessage(opened ? script.next().apply(message) : script.first().apply(message));
          opened = true;
        }
      }
    }

    @Override
    public void onReady() {
      stands = true;
      send();
    }

    @Override
    public void onMessage(OperationAnswers message) {
      SharedHeader shared = SharedHeader.of(message.getHeader());
      for (OperationAnswer answer : message.getAnswerList()) {
        Pending pending = unanswered.take(answer.getId());
        if (pending != null) { // Else its time was over, and its caller was told.
          pending.reply().answered(answer, shared);
        }
      }
      if (!taken.isEmpty()) {
        send();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (stream == this) {
        stream = null;
      }
      Status why =
          status.isOk()
              ? Status.UNAVAILABLE.withDescription("the server ended the stream")
              : status;
      // What the trailers say ended the stream; of what had left it may have been carried out
      // before, so they are not shown to it.
      unanswered.takeAll(pending -> true).forEach(p -> p.fail(why, null, Departure.LEFT));
      if (!stands) {
        endTaken(why, trailers);
      } else if (!taken.isEmpty()) {
        drain();
      }
    }
  }
}
