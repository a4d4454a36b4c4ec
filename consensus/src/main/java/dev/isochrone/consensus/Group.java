package dev.isochrone.consensus;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One member's hold on its group. All methods may be called from any thread and do not block, but
 * for {@link #close}. Futures are completed on threads of the implementation, and their stages must
 * not block; no future completes exceptionally.
 */
public interface Group<P extends Proposal> extends AutoCloseable {
  GroupId id();

  MemberId self();

  /**
   * Appends the proposal if this member leads. Proposals made by one thread are appended in the
   * order of the calls.
   */
  CompletableFuture<ProposeOutcome> propose(P proposal);

  /**
   * This member's current term. Grows before this member gives its vote in a greater one, and never
   * falls.
   */
  long term();

  /**
   * Whether this member leads and has applied its term's first entry, as far as it knows by itself.
   */
  boolean leads();

  /** The leader of the current term, as far as this member knows. */
  Optional<MemberId> leader();

  /** Whether this member leads, asked of a majority by a round that begins after this call. */
  CompletableFuture<Confirmation> confirmLeadership();

  /**
   * Whether this member leads, by the lease that its followers' answers gave it. Cheaper than to
   * ask, and only as good as the clocks of the members: one that runs fast, or a process that stops
   * between this answer and its use, can make it wrong.
   */
  CompletableFuture<Confirmation> confirmLease();

  /**
   * Completes with CONFIRMED once this member leads, is confirmed, and has applied everything that
   * was committed in the group when the call was made, its predecessors' entries included.
   */
  CompletableFuture<Confirmation> barrier();

  /**
   * Hands leadership to another member. True once that member leads; false if it did not come to it
   * in time. Only on the leader.
   */
  CompletableFuture<Boolean> transfer(MemberId to);

  /** The members of the group as this one knows them, ascending by id. */
  List<Member> members();

  /**
   * Bytes of this member's log where it is kept, with what the log reserves ahead. Reads the sizes
   * of the log's files, a few microseconds each: for status and metrics, not for every request.
   */
  long logBytes();

  /** The last committed index known to this member; -1 if none. */
  long committed();

  /** How far this member and, as far as it knows, the others are. Waits for no lock of the log. */
  Standing standing();

  /**
   * Leaves the process, not the group: the data stays. Idempotent. Pending proposals become
   * unknown.
   */
  @Override
  void close();
}
