package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.GroupConfig;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Our configuration in Ratis' words. Each setting that differs from Ratis' own says why. */
final class RatisSettings {
  private static final int KIB = 1024;

  /** What Ratis adds to an entry: ids, term, index, checksums. Far less in truth. */
  private static final int ENTRY_OVERHEAD_BYTES = 64 * KIB;

  private RatisSettings() {}

  static RaftProperties of(RatisConfig config) {
    RaftProperties properties = new RaftProperties();
    network(properties, config);
    directories(properties, config);
    log(properties, config);
    timers(properties, config.groups());
    threadsAndQueues(properties, config);
    reads(properties);
    return properties;
  }

  /**
   * Where the groups' directories are; see {@link RatisNode} for why they are set after the start.
   */
  static void groupsIn(RaftProperties properties, File directory) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory));
  }

  private static void network(RaftProperties properties, RatisConfig config) {
    GrpcConfigKeys.Server.setHost(properties, config.listen().host());
    GrpcConfigKeys.Server.setPort(properties, config.listen().port());
    GrpcConfigKeys.Admin.setHost(properties, config.listen().host());
    GrpcConfigKeys.Client.setHost(properties, config.listen().host());
    // One event loop each: 7.9k against 5.3k entries a second on two cores.
    GrpcConfigKeys.Server.setWorkerGroupSize(properties, 1);
    GrpcConfigKeys.Client.setWorkerGroupSize(properties, 1);
    GrpcConfigKeys.setMessageSizeMax(
        properties, SizeInBytes.valueOf(4L * bufferBytes(config.groups())));
  }

  private static void directories(RaftProperties properties, RatisConfig config) {
    // Both default to places under the temporary directory.
    File root = config.directory().toFile();
    RaftServerConfigKeys.setStorageDir(properties, List.of(new File(root, "none")));
    RaftServerConfigKeys.setRemovedGroupsDir(properties, new File(root, "removed"));
    RaftServerConfigKeys.setStorageFreeSpaceMin(
        properties, SizeInBytes.valueOf(config.freeBytesMin()));
  }

  private static void log(RaftProperties properties, RatisConfig config) {
    int buffer = bufferBytes(config.groups());
    // The largest entry that Ratis takes is the appender's limit, and the write buffer must hold
    // it.
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(buffer));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(buffer + ENTRY_OVERHEAD_BYTES));
    RaftServerConfigKeys.Log.setSegmentSizeMax(
        properties, SizeInBytes.valueOf(config.segmentBytesMax()));
    RaftServerConfigKeys.Log.setPreallocatedSize(
        properties, SizeInBytes.valueOf(Math.min(256 * KIB, config.segmentBytesMax())));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
    // An entry per commit that only repeats the commit index; without it an entry takes half as
    // long. After a restart the commit index is learnt from the next leader.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    // With group commit above us: a third more entries at depth, and 0.2 ms less alone.
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
    // To a member that is away: often at first, then twice a second for as long as it takes. Ratis'
    // own wait of five seconds keeps a member behind that is back.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(
        properties, "1ms,10, 50ms,20, 500ms," + Integer.MAX_VALUE);
    // A damaged log stops the member. The other policy drops acknowledged entries silently.
    RaftServerConfigKeys.Log.setCorruptionPolicy(properties, CorruptionPolicy.EXCEPTION);
    // Composing, a follower takes a request for one it already has when both begin at one index,
    // and acknowledges the longer one's entries without having stored them (RATIS 3.3.0).
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
    // A member that lacks entries is told so, and fetches the state on the node's own connections.
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, false);
  }

  private static void timers(RaftProperties properties, GroupConfig groups) {
    TimeDuration min = millis(groups.electionTimeoutMin());
    TimeDuration max = millis(groups.electionTimeoutMax());
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, max);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, max);
    // A leader that reaches no majority gives up after two elections' time, not after ten seconds.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, max.multiply(2));
  }

  private static void threadsAndQueues(RaftProperties properties, RatisConfig config) {
    // For requests from outside, of which there are none; ours are appended by a thread of ours.
    RaftServerConfigKeys.ThreadPool.setClientCached(properties, false);
    RaftServerConfigKeys.ThreadPool.setClientSize(properties, 1);
    // Our own bound stands before these; they are wider, as a refusal inside of Ratis keeps its
    // permit till the next leader.
    RaftServerConfigKeys.Write.setElementLimit(properties, 2 * config.pendingMax());
    RaftServerConfigKeys.Write.setByteLimit(
        properties, SizeInBytes.valueOf(2 * Math.max(config.pendingBytesMax(), 64L * KIB * KIB)));
    // Repetition is told apart by the database, by request ids; each proposal here has a new one.
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
  }

  /** No read goes through Ratis but questions for its lease. */
  private static void reads(RaftProperties properties) {
    Read.setOption(properties, Read.Option.LINEARIZABLE);
    Read.setLeaderLeaseEnabled(properties, true);
    Read.setLeaderHeartbeatCheckEnabled(properties, true);
  }

  private static int bufferBytes(GroupConfig groups) {
    return Math.max(4 * KIB * KIB, groups.entryBytesMax() + ENTRY_OVERHEAD_BYTES);
  }

  private static TimeDuration millis(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
