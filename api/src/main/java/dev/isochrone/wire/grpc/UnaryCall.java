package dev.isochrone.wire.grpc;

import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call that is answered once, and knows whether it ever left. gRPC's status alone does not tell
 * a connection that could not be opened from one that broke; its stream tracer does: {@code
 * streamCreated} is called when the call is given to a ready transport, and not before.
 *
 * <p>Any thread. The reply is told on the channel's event loop, or, if the channel fails at once,
 * on the thread that makes the call.
 */
public final class UnaryCall<Q, A> {
  private final ClientCall<Q, A> call;
  private final Departed departed;

  private UnaryCall(ClientCall<Q, A> call, Departed departed) {
    this.call = call;
    this.departed = departed;
  }

  /** What became of a call; one of the two is told, once. */
  public interface Reply<A> {
    void answered(A answer);

    void failed(StatusRuntimeException failure, Departure departure);
  }

  /** Sends the request, which must be answered within {@code timeout}. */
  public static <Q, A> UnaryCall<Q, A> send(
      Channel channel, MethodDescriptor<Q, A> method, Q request, Duration timeout, Reply<A> reply) {
    Departed departed = new Departed();
    ClientCall<Q, A> call =
        channel.newCall(
            method,
            CallOptions.DEFAULT
                .withStreamTracerFactory(departed)
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
    ClientCalls.asyncUnaryCall(call, request, new Once<>(reply, departed));
    return new UnaryCall<>(call, departed);
  }

  /**
   * Gives up a call that still waits for its connection, so that another server can be asked. A
   * call that has left is left alone. The reply is told in any case, and says which it was.
   */
  public void cancelUnlessLeft() {
    if (departed.now() == Departure.NEVER_LEFT) {
      call.cancel("the connection took too long", null);
    }
  }

  /** Whether the call was given to a transport. Written once, by gRPC, before anything is sent. */
  private static final class Departed extends ClientStreamTracer.Factory {
    private volatile boolean left;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata headers) {
          left = true;
        }
      };
    }

    Departure now() {
      return left ? Departure.LEFT : Departure.NEVER_LEFT;
    }
  }

  /** The answer of a unary call comes with its end; one that ends without an answer has failed. */
  private static final class Once<A> implements StreamObserver<A> {
    private final Reply<A> reply;
    private final Departed departed;
    private @Nullable A answer;

    Once(Reply<A> reply, Departed departed) {
      this.reply = reply;
      this.departed = departed;
    }

    @Override
    public void onNext(A only) {
      answer = only;
    }

    @Override
    public void onError(Throwable failure) {
      reply.failed(
          failure instanceof StatusRuntimeException status
              ? status
              : new StatusRuntimeException(Status.fromThrowable(failure)),
          departed.now());
    }

    @Override
    public void onCompleted() {
      if (answer == null) {
        reply.failed(
            new StatusRuntimeException(Status.INTERNAL.withDescription("no answer")),
            departed.now());
      } else {
        reply.answered(answer);
      }
    }
  }
}
