package dev.isochrone.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives a deadline to unary calls that came without one, so that each is answered, whatever becomes
 * of its service. Streams live as long as they are used, and get none.
 */
final class DefaultDeadline implements ServerInterceptor {
  private final Duration deadline;
  private final ScheduledExecutorService timer;

  DefaultDeadline(Duration deadline, ScheduledExecutorService timer) {
    this.deadline = deadline;
    this.timer = timer;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
    if (!unary || Context.current().getDeadline() != null) {
      return next.startCall(call, headers);
    }
    Context.CancellableContext context =
        Context.current().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS, timer);
    EndedOnce<Q, A> ended = new EndedOnce<>(call);
    context.addListener(cancelled -> ended.expire(), Runnable::run);
    return new Releasing<>(Contexts.interceptCall(context, ended, headers, next), context);
  }

  /**
   * A call that ends by its service or by its deadline, whichever is first; what comes from the
   * service after the deadline goes nowhere.
   */
  private static final class EndedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {
    @GuardedBy("this") private boolean ended;

    EndedOnce(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!ended) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(A message) {
      if (!ended) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!ended) {
        ended = true;
        super.close(status, trailers);
      }
    }

    void expire() {
      close(
          Status.DEADLINE_EXCEEDED.withDescription(
              "the call brought no deadline; the default ended"),
          new Metadata());
    }
  }

  /** Frees the timer when the call is over; the context's end is then no deadline. */
  private static final class Releasing<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Context.CancellableContext context;

    Releasing(ServerCall.Listener<Q> listener, Context.CancellableContext context) {
      super(listener);
      this.context = context;
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        context.cancel(null);
      }
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        context.cancel(null);
      }
    }
  }
}
