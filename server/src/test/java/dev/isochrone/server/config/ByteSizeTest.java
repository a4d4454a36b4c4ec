package dev.isochrone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({"0B,0", "100B,100", "64MiB,67108864", "1 KiB,1024", "3GiB,3221225472"})
  void size_asPeopleWriteIt_isItsBytes(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0B", "100B", "1KiB", "64MiB", "1025KiB", "3GiB"})
  void text_isTheLargestExactUnit(String text) {
    assertThat(ByteSize.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64MB", "64 mib", "-1B", "1.5GiB", "999999999999GiB"})
  void size_writtenOtherwise_isRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "10s,10000", "5m,300000", "1 h,3600000", "0s,0"})
  void duration_asPeopleWriteIt_isItsMillis_andComesBack(String text, long millis) {
    Duration read = DurationText.parse(text);

    assertThat(read).hasMillis(millis);
    assertThat(DurationText.parse(DurationText.of(read))).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10 sec", "-1s", "PT10S", "1d"})
  void duration_writtenOtherwise_isRefused_withWhatIsTaken(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as in 10s");
  }

  @Test
  void size_belowZero_isRefused() {
    assertThatThrownBy(() -> new ByteSize(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
