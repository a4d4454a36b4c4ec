package dev.isochrone.consensus.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Turns leaders away from a group while it is being started. In Ratis 3.3.0 an append that arrives
 * in the middle of it makes the member a follower, and the start, which is about to do the same,
 * fails for good ("previous != null"). A leader that is turned away comes again.
 *
 * <p>Ratis' calls run on the threads that bring them, so that a message which was let in is done
 * with when the gate's lock is free. Any thread.
 */
final class StartGate implements ServerInterceptor {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Set<ByteString> starting = ConcurrentHashMap.newKeySet();

  /** From the return of this on, no append reaches the group. */
  void close(RaftGroupId group) {
    lock.writeLock().lock();
    try {
      starting.add(group.toByteString());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The group is started, or will not be. */
  void open(RaftGroupId group) {
    starting.remove(group.toByteString());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean turnedAway;

      @Override
      public void onMessage(Q message) {
        if (!turnedAway && !passed(message)) {
          turnedAway = true;
          call.close(
              Status.UNAVAILABLE.withDescription("the member is being started"), new Metadata());
        }
      }

      private boolean passed(Q message) {
        lock.readLock().lock();
        try {
          boolean passes = !isForStarting(message);
          if (passes) {
            super.onMessage(message);
          }
          return passes;
        } finally {
          lock.readLock().unlock();
        }
      }

      /** Would answer a call that is closed. */
      @Override
      public void onHalfClose() {
        if (!turnedAway) {
          super.onHalfClose();
        }
      }
    };
  }

  private boolean isForStarting(Object message) {
    return message instanceof AppendEntriesRequestProto append
        && starting.contains(append.getServerRequest().getRaftGroupId().getId());
  }
}
