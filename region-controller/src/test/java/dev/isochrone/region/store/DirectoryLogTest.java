package dev.isochrone.region.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.Places;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.testing.ForSeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLogTest {
  private static final GlobalCommand INIT =
      new GlobalCommand.Init(Places.CLUSTER, List.of(Places.spec(Places.EU, RegionRole.DATA)));

  @TempDir private Path dir;

  /** All members end equal, with all that was acknowledged and nothing that was refused. */
  @ForSeeds(60)
  void storm_thenCalm_losesNothingAcknowledged(long seed) {
    DirectoryStorm storm = new DirectoryStorm(seed);

    storm.rage(80);
    storm.calm();

    storm.checkEverything();
  }

  @Test
  void storms_reachWhatTheyAreFor() {
    int acknowledged = 0;
    int restored = 0;
    for (long seed = 1; seed <= 5; seed++) {
      DirectoryStorm storm = new DirectoryStorm(seed);
      storm.rage(80);
      storm.calm();
      acknowledged += storm.acknowledgements();
      restored += storm.restored();
    }

    assertThat(acknowledged).as("acknowledged").isGreaterThan(200);
    assertThat(restored).as("lives begun from a checkpoint").isGreaterThan(5);
  }

  @Test
  void checkpoint_isKeptEverySoOften_andTheNextLifeBeginsAtIt() throws IOException {
    DirectoryLog<GlobalCommand, GlobalDirectoryState> log = open();
    int entries = DirectoryLog.CHECKPOINT_EVERY + 3;
    for (int i = 0; i < entries; i++) {
      apply(log, i, INIT);
    }

    LogPosition at = new LogPosition(1, DirectoryLog.CHECKPOINT_EVERY - 1);
    assertThat(log.durableUpTo()).isEqualTo(at);
    assertThat(log.checkpointedUpTo()).isEqualTo(at);
    DirectoryLog<GlobalCommand, GlobalDirectoryState> next = open();
    assertThat(next.durableUpTo()).isEqualTo(at);
    assertThat(next.state()).isEqualTo(log.state());
  }

  @Test
  void entry_thatIsNotAfterTheLast_stopsTheMember() throws IOException {
    DirectoryLog<GlobalCommand, GlobalDirectoryState> log = open();
    apply(log, 5, INIT);

    assertThatThrownBy(() -> apply(log, 5, INIT)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void entry_thatCantBeRead_stopsTheMember() throws IOException {
    DirectoryLog<GlobalCommand, GlobalDirectoryState> log = open();

    assertThatThrownBy(
            () -> log.apply(new LogPosition(1, 1), ByteBuffer.wrap(new byte[] {9}), null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void disk_thatRefusesTheCheckpoint_stopsTheMember() throws IOException {
    Shelf<GlobalDirectoryState> full =
        new Shelf<>() {
          @Override
          public Kept<GlobalDirectoryState> load() {
            return new Kept<>(LogPosition.START, GlobalDirectoryState.EMPTY);
          }

          @Override
          public void save(Kept<GlobalDirectoryState> kept) throws IOException {
            throw new IOException("no space left");
          }
        };
    DirectoryLog<GlobalCommand, GlobalDirectoryState> log =
        DirectoryLog.open(Machine.global(), full);
    for (int i = 0; i < DirectoryLog.CHECKPOINT_EVERY - 1; i++) {
      apply(log, i, INIT);
    }

    assertThatThrownBy(() -> apply(log, DirectoryLog.CHECKPOINT_EVERY, INIT))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(log.durableUpTo()).isEqualTo(LogPosition.START);
  }

  @Test
  void install_replacesTheState_durably() throws IOException {
    DirectoryLog<GlobalCommand, GlobalDirectoryState> from = open();
    apply(from, 7, INIT);
    DirectoryLog<GlobalCommand, GlobalDirectoryState> to =
        DirectoryLog.open(Machine.global(), new ShelfFile<>(dir, "another", Machine.global()));

    try (StateSource source = from.export()) {
      to.install(source);
    }

    assertThat(to.kept()).isEqualTo(from.kept());
    assertThat(new ShelfFile<>(dir, "another", Machine.global()).load()).isEqualTo(from.kept());
  }

  private DirectoryLog<GlobalCommand, GlobalDirectoryState> open() throws IOException {
    return DirectoryLog.open(Machine.global(), new ShelfFile<>(dir, "global", Machine.global()));
  }

  private static void apply(
      DirectoryLog<GlobalCommand, GlobalDirectoryState> log, int index, GlobalCommand command) {
    Bytes bytes = Machine.global().commands().encode(command);
    log.apply(new LogPosition(1, index), ByteBuffer.wrap(bytes.shared()), null);
  }
}
