package dev.isochrone.zone.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockBoundFileTest {
  private static final HlcTimestamp BOUND = HlcTimestamp.of(1_763_728_496_789L, 42);

  /** docs/formats.md, section 12, of {@link #BOUND}: format, timestamp, checksum. */
  private static final String FORM = "01" + "019aa6691895002a" + "449656e6";

  @TempDir private Path dir;
  private ClockBoundFile file;
  private Path path;

  @BeforeEach
  void open() {
    file = new ClockBoundFile(dir);
    path = dir.resolve("bound");
  }

  @Test
  void load_withoutAFile_isTheBeginning() throws IOException {
    assertThat(file.load()).isEqualTo(HlcTimestamp.MIN);
  }

  @Test
  void load_givesWhatWasSavedLast() throws IOException {
    file.save(HlcTimestamp.MAX);
    file.save(BOUND);

    assertThat(new ClockBoundFile(dir).load()).isEqualTo(BOUND);
  }

  @Test
  void save_writesTheDocumentedForm() throws IOException {
    file.save(BOUND);

    assertThat(path).hasBinaryContent(HexFormat.of().parseHex(FORM));
  }

  @Test
  void everyFlippedBit_isFound() throws IOException {
    byte[] good = saved();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] damaged = good.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefused(damaged);
    }
  }

  @Test
  void everyTruncation_isFound_andSoIsATail() throws IOException {
    byte[] good = saved();
    for (int length = 0; length < good.length; length++) {
      requireRefused(Arrays.copyOf(good, length));
    }
    requireRefused(Arrays.copyOf(good, good.length + 1));
    requireRefused(new byte[good.length]);
  }

  @Test
  void damage_isSaid_withTheFileAndWhatToDo() throws IOException {
    Files.write(path, new byte[13]);

    assertThatThrownBy(file::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("Remove the file only after");
  }

  private byte[] saved() throws IOException {
    file.save(BOUND);
    return Files.readAllBytes(path);
  }

  private void requireRefused(byte[] damaged) throws IOException {
    Files.write(path, damaged);
    assertThatThrownBy(file::load).as("%d bytes", damaged.length).isInstanceOf(IOException.class);
  }
}
