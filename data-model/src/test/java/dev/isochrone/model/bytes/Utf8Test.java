package dev.isochrone.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.testing.ForSeeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "\ud83c", "\ud800\ud800"})
  void halfASurrogatePair_isRefused(String text) {
    assertThat(Utf8.isWellFormed(text)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> Utf8.encode(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "é", "\uffee", "\ufffd", "\ud83c\udf0d", "\0"})
  void wellFormedText_comesBack(String text) throws FormatException {
    byte[] bytes = Utf8.encode(text);

    assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "c3", "eda080", "f4908080", "80", "efbfbdff"})
  void bytesThatAreNotUtf8_areRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Utf8.decode(bytes, 0, bytes.length))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void decode_ofAPart_leavesTheRest() throws FormatException {
    byte[] bytes = Utf8.encode("xüy");

    assertThat(Utf8.decode(bytes, 1, 2)).isEqualTo("ü");
  }

  @ForSeeds
  void compare_isTheOrderOfTheBytes(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 20; i++) {
      String a = text(random);
      String b = text(random);

      assertThat(Integer.signum(Utf8.compare(a, b)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(Utf8.encode(a), Utf8.encode(b))));
    }
  }

  /** Few characters, on both sides of each border. */
  private static String text(RandomGenerator random) {
    int[] characters = {
      0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
    };
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }
}
