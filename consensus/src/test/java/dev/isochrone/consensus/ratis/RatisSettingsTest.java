package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.consensus.Member;
import dev.isochrone.consensus.MemberId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.junit.jupiter.api.Test;

/** The settings on which durability, order and reads hang are said, whatever the defaults are. */
class RatisSettingsTest {
  private static final GroupConfig LARGE_ENTRIES =
      new GroupConfig(
          Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), 6 * 1024 * 1024);

  private final RatisConfig config = config(GroupConfig.DEFAULT);
  private final RaftProperties properties = RatisSettings.of(config);

  @Test
  void durability_isNotTraded() {
    assertThat(Log.unsafeFlushEnabled(properties)).isFalse();
    assertThat(Log.asyncFlushEnabled(properties)).isFalse();
    assertThat(Log.useMemory(properties)).isFalse();
    assertThat(Log.appendEntriesComposeEnabled(properties)).isFalse();
    assertThat(Log.corruptionPolicy(properties)).isEqualTo(Log.CorruptionPolicy.EXCEPTION);
    assertThat(RaftServerConfigKeys.storageFreeSpaceMin(properties).getSize()).isPositive();
  }

  @Test
  void directories_areOurs() {
    Path ours = config.directory().toAbsolutePath();
    assertThat(RaftServerConfigKeys.storageDir(properties))
        .allSatisfy(dir -> assertThat(dir.toPath().toAbsolutePath()).startsWithRaw(ours));
    assertThat(RaftServerConfigKeys.removedGroupsDir(properties).toPath().toAbsolutePath())
        .startsWithRaw(ours);
  }

  /** Ratis' defaults are places under it, which a restart of the machine may empty. */
  @Test
  void directories_areNotTemporary() {
    Path temporary = Path.of("/tmp");
    assertThat(RaftServerConfigKeys.storageDir(properties))
        .isNotEmpty()
        .allSatisfy(
            dir -> assertThat(dir.toPath().toAbsolutePath().startsWith(temporary)).isFalse());
    assertThat(
            RaftServerConfigKeys.removedGroupsDir(properties)
                .toPath()
                .toAbsolutePath()
                .startsWith(temporary))
        .isFalse();
  }

  @Test
  void freeSpace_isAsked_asSaid() {
    assertThat(RaftServerConfigKeys.storageFreeSpaceMin(properties).getSize())
        .isEqualTo(config.freeBytesMin())
        .isEqualTo(512L << 20);
  }

  @Test
  void lease_isRatisOwn_withItsHeartbeatCheck() {
    assertThat(Read.option(properties)).isEqualTo(Read.Option.LINEARIZABLE);
    assertThat(Read.leaderLeaseEnabled(properties)).isTrue();
    assertThat(Read.leaderHeartbeatCheckEnabled(properties)).isTrue();
  }

  @Test
  void requestsFromOutside_getOneThread() {
    assertThat(RaftServerConfigKeys.ThreadPool.clientCached(properties)).isFalse();
    assertThat(RaftServerConfigKeys.ThreadPool.clientSize(properties)).isEqualTo(1);
  }

  @Test
  void largestEntry_fitsIntoWhatTheLogTakes() {
    for (GroupConfig groups : new GroupConfig[] {GroupConfig.DEFAULT, LARGE_ENTRIES}) {
      RaftProperties fitted = RatisSettings.of(config(groups));
      long limit = Log.Appender.bufferByteLimit(fitted).getSize();
      assertThat(limit).isGreaterThan(groups.entryBytesMax());
      assertThat(Log.writeBufferSize(fitted).getSize()).isGreaterThan(limit);
    }
  }

  @Test
  void state_isFetchedByUs_andNothingIsPurgedByItself() {
    assertThat(Log.Appender.installSnapshotEnabled(properties)).isFalse();
    assertThat(RaftServerConfigKeys.Snapshot.autoTriggerEnabled(properties)).isFalse();
    assertThat(Log.purgeUptoSnapshotIndex(properties)).isFalse();
  }

  @Test
  void bounds_thatCanNotHold_areRefused() {
    assertThatThrownBy(
            () ->
                new RatisConfig(
                    config.listen(),
                    config.directory(),
                    config.groups(),
                    1,
                    1,
                    1,
                    1,
                    0,
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pendingBytesMax");
  }

  private static RatisConfig config(GroupConfig groups) {
    Member listen = new Member(new MemberId("m0"), "127.0.0.1", 1);
    return RatisConfig.of(listen, Path.of("/var/lib/isochrone/raft"), groups);
  }
}
