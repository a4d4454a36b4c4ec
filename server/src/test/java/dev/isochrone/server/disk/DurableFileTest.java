package dev.isochrone.server.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir private Path dir;

  @Test
  void replace_makesTheFile_andLeavesNothingBeside() throws IOException {
    DurableFile.replace(dir.resolve("bound"), new byte[] {1, 2, 3});

    assertThat(dir.resolve("bound")).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(names()).containsExactly("bound");
  }

  @Test
  void replace_bySomethingShorter_leavesNothingOfTheOld() throws IOException {
    DurableFile.replace(dir.resolve("bound"), new byte[1_000]);

    DurableFile.replace(dir.resolve("bound"), new byte[] {9});

    assertThat(dir.resolve("bound")).hasBinaryContent(new byte[] {9});
  }

  @Test
  void replace_afterACrashInTheMiddle_takesWhatLiesBesideAsNothing() throws IOException {
    Files.write(dir.resolve("bound"), new byte[] {1});
    Files.write(dir.resolve("bound.new"), new byte[500]);

    DurableFile.replace(dir.resolve("bound"), new byte[] {2});

    assertThat(dir.resolve("bound")).hasBinaryContent(new byte[] {2});
    assertThat(names()).containsExactly("bound");
  }

  @Test
  void replace_thatFails_leavesTheOldContent() throws IOException {
    Files.write(dir.resolve("bound"), new byte[] {1});
    Files.createDirectory(dir.resolve("bound.new")); // So it can't be written beside.

    assertThatThrownBy(() -> DurableFile.replace(dir.resolve("bound"), new byte[] {2}))
        .isInstanceOf(IOException.class);

    assertThat(dir.resolve("bound")).hasBinaryContent(new byte[] {1});
  }

  @Test
  void replace_inNoDirectory_fails() {
    assertThatThrownBy(() -> DurableFile.replace(dir.resolve("none").resolve("bound"), new byte[1]))
        .isInstanceOf(IOException.class);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(Path::getFileName).map(Path::toString).sorted().toList();
    }
  }
}
