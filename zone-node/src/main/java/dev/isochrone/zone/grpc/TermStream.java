package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.CurrentTermAnswer;
import dev.isochrone.api.internal.v1.CurrentTermRequest;
import dev.isochrone.api.internal.v1.TermsGrpc;
import dev.isochrone.model.Endpoint;
import dev.isochrone.wire.grpc.Channels;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions for one member's term, over a stream that is opened again after it broke. A question
 * that is not answered is not repeated: no answer is no vote.
 *
 * <p>{@link #ask} may be called by any thread; all else happens on the channels' loop.
 */
final class TermStream {
  /** A member that is away is not called upon more often than this. */
  private static final Duration REOPEN_AFTER = Duration.ofMillis(100);

  /** Older ones than these have been given up by their rounds. */
  private static final int UNANSWERED_MAX = 64;

  private final Channels channels;
  private final Endpoint server;
  private final CurrentTermRequest.Subject subject;
  private final ScheduledExecutorService loop;

  // The loop's.
  private @Nullable Stream stream;
  private long lost;
  private boolean wasLost;

  TermStream(Channels channels, Endpoint server, CurrentTermRequest.Subject subject) {
    this.channels = channels;
    this.server = server;
    this.subject = subject;
    this.loop = channels.loop();
  }

  void ask(LongConsumer answer) {
    try {
      loop.execute(() -> send(answer));
    } catch (RejectedExecutionException closed) {
      // The node ends, and its rounds with it.
    }
  }

  private void send(LongConsumer answer) {
    if (stream == null) {
      boolean tooSoon = wasLost && channels.ticker().nanos() - lost < REOPEN_AFTER.toNanos();
      if (tooSoon) {
        return;
      }
      try {
        stream = new Stream(channels);
      } catch (IllegalStateException closed) {
        return;
      }
    }
    stream.ask(answer);
  }

  /** One stream's life. */
  private final class Stream extends ClientCall.Listener<CurrentTermAnswer> {
    private final ClientCall<CurrentTermRequest, CurrentTermAnswer> call;

    /** Answers come in the order of the questions. */
    private final Queue<Asked> unanswered = new ArrayDeque<>();

    private long asked;
    private boolean known;

    private record Asked(long number, LongConsumer answer) {}

    Stream(Channels channels) {
      call = channels.to(server).newCall(TermsGrpc.getCurrentTermMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE); // As many as questions, which are few.
    }

    void ask(LongConsumer answer) {
      if (unanswered.size() == UNANSWERED_MAX) {
        if (!call.isReady()) {
          return; // Nobody takes the questions, so no more of them are put down.
        }
        unanswered.remove();
      }
      CurrentTermRequest.Builder question = CurrentTermRequest.newBuilder().setNumber(++asked);
      if (asked == 1) {
        question.setSubject(subject);
      }
      unanswered.add(new Asked(asked, answer));
      call.sendMessage(question.build());
    }

    @Override
    public void onMessage(CurrentTermAnswer answer) {
      if (!known) {
        known =
            answer.getNode().equals(subject.getToNode())
                && answer.getGroupId().equals(subject.getGroupId());
        if (!known) {
          call.cancel("another member answered", null);
          return;
        }
      }
      while (!unanswered.isEmpty() && unanswered.element().number() < answer.getNumber()) {
        unanswered.remove();
      }
      if (!unanswered.isEmpty() && unanswered.element().number() == answer.getNumber()) {
        unanswered.remove().answer().accept(answer.getTerm());
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      unanswered.clear();
      lost = channels.ticker().nanos();
      wasLost = true;
      if (stream == this) {
        stream = null;
      }
    }
  }
}
