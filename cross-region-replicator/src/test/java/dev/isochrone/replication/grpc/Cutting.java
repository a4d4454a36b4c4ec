package dev.isochrone.replication.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Breaks each stream after some messages, as a network would: both sides learn that it ended. */
final class Cutting implements ServerInterceptor {
  private final RandomGenerator random;
  private volatile boolean cutting = true;

  Cutting(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  void heal() {
    cutting = false;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Cut<Q, A> cut = new Cut<>(call);
    int messages = messagesTillCut();
    return new SimpleForwardingServerCallListener<>(next.startCall(cut, headers)) {
      private int left = messages;

      @Override
      public void onMessage(Q message) {
        left--;
        if (left == 0 && cutting) {
          cut.cut();
          onCancel();
        } else if (!cut.isCut()) {
          super.onMessage(message);
        }
      }
    };
  }

  private synchronized int messagesTillCut() {
    return random.nextInt(1, 15);
  }

  private static final class Cut<Q, A> extends SimpleForwardingServerCall<Q, A> {
    @GuardedBy("this") private boolean cut;

    Cut(ServerCall<Q, A> call) {
      super(call);
    }

    synchronized void cut() {
      if (!cut) {
        cut = true;
        super.close(Status.UNAVAILABLE.withDescription("cut"), new Metadata());
      }
    }

    synchronized boolean isCut() {
      return cut;
    }

    @Override
    public synchronized void sendMessage(A message) {
      if (!cut) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void request(int messages) {
      if (!cut) {
        super.request(messages);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!cut) {
        cut = true;
        super.close(status, trailers);
      }
    }
  }
}
