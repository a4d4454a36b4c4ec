package dev.isochrone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentageTest {
  @ParameterizedTest
  @CsvSource({"0%,0", "85%,0.85", "92.5%,0.925", "90 %,0.9", "0.1%,0.001", "100%,1", "07.0%,0.07"})
  void percentage_asPeopleWriteIt_isItsFraction(String text, double fraction) {
    assertThat(Percentage.parse(text).fraction()).isEqualTo(fraction);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "0.1%", "85%", "92.5%", "100%"})
  void text_comesBack(String text) {
    assertThat(Percentage.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "%", "85", "0.85", "-1%", "85.55%", ".5%", "85 percent", "1000%", "85% "})
  void percentage_writtenOtherwise_isRefused_withWhatIsTaken(String text) {
    assertThatThrownBy(() -> Percentage.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as in 85%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100.1%", "999%"})
  void percentage_ofMoreThanAll_isRefused(String text) {
    assertThatThrownBy(() -> Percentage.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 0% and 100%");
  }
}
