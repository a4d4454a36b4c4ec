package dev.isochrone.region.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.Places;
import dev.isochrone.region.store.ControllerDirectory.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a controller keeps on its disk, but for the logs. */
class StoresTest {
  private static final Owner OWNER = new Owner("test", new NodeId("eu-west-c0"), Places.EU);
  private static final Kept<GlobalDirectoryState> KEPT =
      new Kept<>(new LogPosition(3, 77), Places.running());

  @TempDir private Path dir;

  @Test
  void checkpoint_thatWasNeverSaved_isTheBeginning() throws IOException {
    assertThat(shelf().load()).isEqualTo(new Kept<>(LogPosition.START, GlobalDirectoryState.EMPTY));
  }

  @Test
  void checkpoint_comesBack_andTheLastOneCounts() throws IOException {
    shelf().save(KEPT);
    shelf().save(new Kept<>(new LogPosition(4, 78), Places.founded()));

    assertThat(shelf().load()).isEqualTo(new Kept<>(new LogPosition(4, 78), Places.founded()));
  }

  @Test
  void checkpoint_halfWrittenBeside_wasNeverThere() throws IOException {
    shelf().save(KEPT);
    Files.writeString(dir.resolve("global.new"), "half");

    assertThat(shelf().load()).isEqualTo(KEPT);
  }

  @Test
  void checkpoint_withAnyByteChanged_isRefused_andTheFileNamed() throws IOException {
    shelf().save(KEPT);
    byte[] good = Files.readAllBytes(dir.resolve("global"));

    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(dir.resolve("global"), bad);
      assertThatThrownBy(() -> shelf().load())
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(dir.resolve("global").toString());
    }
  }

  @Test
  void checkpoint_ofTheOtherDirectory_isRefused() throws IOException {
    shelf().save(KEPT);

    assertThatThrownBy(() -> new ShelfFile<>(dir, "global", Machine.region()).load())
        .isInstanceOf(IOException.class);
  }

  private ShelfFile<GlobalDirectoryState> shelf() {
    return new ShelfFile<>(dir, "global", Machine.global());
  }

  @Test
  void directory_keepsItsIdentity_andIsBoundToOneCluster() throws IOException {
    ControllerDirectory first = ControllerDirectory.open(dir.resolve("deep/down"), OWNER);
    first.bind(Places.CLUSTER.id());
    first.bind(Places.CLUSTER.id());

    ControllerDirectory again = ControllerDirectory.open(dir.resolve("deep/down"), OWNER);

    assertThat(again.cluster()).contains(Places.CLUSTER.id());
    ClusterId other = new ClusterId("ffffffffffffffffffffffffffffffff");
    assertThatThrownBy(() -> again.bind(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Places.CLUSTER.id().hex())
        .hasMessageContaining(other.hex());
  }

  @Test
  void directoryOfAnother_isRefused_bothNamed() throws IOException {
    ControllerDirectory.open(dir, OWNER);

    assertThatThrownBy(
            () ->
                ControllerDirectory.open(
                    dir, new Owner("test", new NodeId("eu-west-c1"), Places.EU)))
        .hasMessageContaining("eu-west-c0")
        .hasMessageContaining("eu-west-c1");
    assertThatThrownBy(
            () -> ControllerDirectory.open(dir, new Owner("prod", OWNER.controller(), Places.EU)))
        .hasMessageContaining("test")
        .hasMessageContaining("prod");
    assertThatThrownBy(
            () -> ControllerDirectory.open(dir, new Owner("test", OWNER.controller(), Places.US)))
        .hasMessageContaining("eu-west;")
        .hasMessageContaining("us-east");
  }

  @Test
  void logsWithoutAnIdentity_areNobodys() throws IOException {
    Files.createDirectories(dir.resolve("raft"));

    assertThatThrownBy(() -> ControllerDirectory.open(dir, OWNER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("identity.properties");
  }
}
