package dev.isochrone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTest {
  @Test
  void version_asItIsPrinted_isReadBack() throws InputException {
    Version version =
        new Version(3, new Stamp(HlcTimestamp.of(1_795_321_641_703L, 17), new Origin(2)));

    assertThat(Seen.parse(version.toString())).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1/2", "1/2.3", "1/2.70000@1", "1/2.3@0", "-1/2.3@1", "1/2.3@1 "})
  void version_thatNothingPrints_isNamed(String text) {
    assertThatThrownBy(() -> Seen.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--if-version");
  }

  @Test
  void twoConditions_areRefused_beforeAnythingIsAsked() {
    Command put = Command.run("put", "t", "k", "{}", "--if-absent", "--if-version", "1/2.3@1");

    assertThat(put.code()).isEqualTo(ExitCode.INPUT.number());
    assertThat(put.err()).contains("can't be both");
  }
}
