package dev.isochrone.zone.store.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The two small files of a replica's directory, byte for byte: docs/formats.md, section 12. */
class FilesGoldenTest {
  private static final Manifest MANIFEST =
      new Manifest(
          new LogPosition(3, 70_000),
          new TreeMap<>(Map.of("00000000000.xd", 8_388_608L, "00000008000.xd", 4_711L)));

  private static final StartMark MARK =
      new StartMark(StartMark.State.OPEN, "0f1c8f6e-5a53-4c6e-9a0e-3b5f7f1f2d10");

  @Test
  void manifest_isReadAndWritten_byteForByte() throws Exception {
    byte[] golden = golden("checkpoint-1.hex");

    assertThat(Manifest.decode(golden)).isEqualTo(MANIFEST);
    assertThat(MANIFEST.encode()).isEqualTo(golden);
  }

  @Test
  void mark_isReadAndWritten_byteForByte() throws Exception {
    byte[] golden = golden("mark-1.hex");

    assertThat(StartMark.decode(golden)).isEqualTo(MARK);
    assertThat(MARK.encode()).isEqualTo(golden);
  }

  @Test
  void anyChangedOrMissingByte_isFound() {
    byte[] manifest = MANIFEST.encode();
    byte[] mark = MARK.encode();
    for (int i = 0; i < manifest.length; i++) {
      byte[] broken = changed(manifest, i);
      byte[] cut = Arrays.copyOf(manifest, i);
      assertThatThrownBy(() -> Manifest.decode(broken)).isInstanceOf(FormatException.class);
      assertThatThrownBy(() -> Manifest.decode(cut)).isInstanceOf(FormatException.class);
    }
    for (int i = 0; i < mark.length; i++) {
      byte[] broken = changed(mark, i);
      byte[] cut = Arrays.copyOf(mark, i);
      assertThatThrownBy(() -> StartMark.decode(broken)).isInstanceOf(FormatException.class);
      assertThatThrownBy(() -> StartMark.decode(cut)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void mark_trustsFiles_ofItsOwnKernel_andThoseThatWereClosed() {
    assertThat(MARK.trustsFilesUnder(MARK.bootId())).isTrue();
    assertThat(MARK.trustsFilesUnder("another")).isFalse();
    assertThat(new StartMark(StartMark.State.CLOSED, "x").trustsFilesUnder("another")).isTrue();
  }

  private static byte[] changed(byte[] content, int at) {
    byte[] broken = content.clone();
    broken[at] ^= 0x40;
    return broken;
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = FilesGoldenTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as(name).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }
}
