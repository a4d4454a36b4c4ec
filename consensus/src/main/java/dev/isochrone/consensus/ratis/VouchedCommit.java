package dev.isochrone.consensus.ratis;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * Lets a leader commit only what its append vouches for. One that names no previous entry says
 * nothing of what this member has, beyond the entries that it brings: a member may commit up to the
 * last of those, and nothing if there are none (Raft, figure 2, AppendEntries, rule 5).
 *
 * <p>Ratis 3.3.0 counts from entry 0 there, as if that were known to be alike, and so commits one
 * entry too many: whatever this member has at that place, a former leader's too. Its leaders send
 * such heartbeats to a member that was away or that has not answered yet. A member that was elected
 * first, and reached nobody, then applied its own entry 0 and refused the next leader's for good.
 *
 * <p>Any thread.
 */
final class VouchedCommit implements ServerInterceptor {
  /** What a leader says that knows nothing to be committed. */
  private static final long NOTHING = -1;

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        super.onMessage(
            message instanceof AppendEntriesRequestProto append && says(append) > vouches(append)
                ? call.getMethodDescriptor().parseRequest(bounded(append).toByteString().newInput())
                : message);
      }
    };
  }

  private static long says(AppendEntriesRequestProto append) {
    return append.getLeaderCommit();
  }

  private static long vouches(AppendEntriesRequestProto append) {
    if (append.hasPreviousLog()) {
      return Long.MAX_VALUE; // Ratis itself counts right from there.
    }
    int entries = append.getEntriesCount();
    return entries == 0 ? NOTHING : append.getEntries(entries - 1).getIndex();
  }

  private static AppendEntriesRequestProto bounded(AppendEntriesRequestProto append) {
    return append.toBuilder().setLeaderCommit(vouches(append)).build();
  }
}
