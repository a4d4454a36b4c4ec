package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLogBase;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;

/**
 * A {@link Standing} in Ratis' words. Reads only what Ratis keeps beside its locks: the last entry
 * of the log is not asked for, since who appends to a disk that hangs holds the log's lock.
 *
 * <p>A follower learns the others' committed indices with each append that it takes, an empty one
 * included; not from one that does not fit its log. The leader learns a follower's with each
 * success, and that it answers with any answer. So a follower that refuses for ever, as in ADR
 * 0007, is seen by the leader alone.
 */
final class DivisionStanding {
  private final RaftServer.Division division;
  private final Duration lately;

  /**
   * Of this member, now.
   *
   * @param lately who was heard of longer ago counts as away
   */
  DivisionStanding(RaftServer.Division division, Duration lately) {
    this.division = division;
    this.lately = lately;
  }

  /** Whether server and log are open. */
  boolean alive() {
    LifeCycle.State state = division.getInfo().getLifeCycleState();
    boolean open = !(division.getRaftLog() instanceof RaftLogBase log) || log.isOpened();
    return open && !state.isClosingOrClosed() && state != LifeCycle.State.EXCEPTION;
  }

  /** The last index that Ratis handed to the state, or kept for itself. */
  long applied() {
    return division.getInfo().getLastAppliedIndex();
  }

  Standing.Role role() {
    RoleInfoProto role = division.getInfo().getRoleInfoProto();
    if (role.hasLeaderInfo()) {
      return new Standing.Leads(answering(role), away(role));
    }
    ServerRpcProto leader = role.getFollowerInfo().getLeaderInfo();
    return leader.hasId() && isLately(leader)
        ? new Standing.Follows(
            committed().values().stream().mapToLong(Long::longValue).max().orElse(-1))
        : new Standing.Apart();
  }

  private SortedMap<MemberId, Long> answering(RoleInfoProto leader) {
    Map<MemberId, Long> committed = committed();
    SortedMap<MemberId, Long> answering = new TreeMap<>();
    for (ServerRpcProto follower : leader.getLeaderInfo().getFollowerInfoList()) {
      MemberId member = member(follower.getId().getId());
      Long at = committed.get(member);
      if (at != null && isLately(follower)) {
        answering.put(member, at);
      }
    }
    return answering;
  }

  private SortedMap<MemberId, Duration> away(RoleInfoProto leader) {
    SortedMap<MemberId, Duration> away = new TreeMap<>();
    for (ServerRpcProto follower : leader.getLeaderInfo().getFollowerInfoList()) {
      if (!isLately(follower)) {
        away.put(
            member(follower.getId().getId()),
            Duration.ofMillis(follower.getLastRpcElapsedTimeMs()));
      }
    }
    return away;
  }

  private Map<MemberId, Long> committed() {
    return division.getCommitInfos().stream()
        .collect(
            Collectors.toMap(
                told -> member(told.getServer().getId()),
                CommitInfoProto::getCommitIndex,
                Math::max));
  }

  private boolean isLately(ServerRpcProto heard) {
    return heard.getLastRpcElapsedTimeMs() <= lately.toMillis();
  }

  private static MemberId member(ByteString id) {
    return new MemberId(RaftPeerId.valueOf(id).toString());
  }
}
