package dev.isochrone.hlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.testing.ForSeeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class HlcTimestampTest {
  @Test
  void parts_ofAnInstant_areThoseItWasMadeOf() {
    HlcTimestamp at = HlcTimestamp.of(1_700_000_000_123L, 65_535);

    assertThat(at.millis()).isEqualTo(1_700_000_000_123L);
    assertThat(at.logical()).isEqualTo(65_535);
    assertThat(at).hasToString("1700000000123.65535");
  }

  @Test
  void bounds_areTheFirstAndTheLastInstant() {
    assertThat(HlcTimestamp.MIN).isEqualTo(HlcTimestamp.of(0, 0));
    assertThat(HlcTimestamp.MAX).isEqualTo(HlcTimestamp.of((1L << 47) - 1, 65_535));
  }

  @Test
  void partsOutOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new HlcTimestamp(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> HlcTimestamp.of(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> HlcTimestamp.of(1L << 47, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> HlcTimestamp.of(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> HlcTimestamp.of(0, 65_536));
  }

  @Test
  void next_afterAFullCounter_carriesIntoTheMilliseconds() {
    assertThat(HlcTimestamp.of(7, 65_535).next()).isEqualTo(HlcTimestamp.of(8, 0));
    assertThat(HlcTimestamp.of(7, 65_534).plus(3)).isEqualTo(HlcTimestamp.of(8, 1));
  }

  @Test
  void plus_nothing_isTheSameInstant() {
    assertThat(HlcTimestamp.of(7, 1).plus(0)).isEqualTo(HlcTimestamp.of(7, 1));
  }

  @Test
  void plus_beyondTheEndOrBackwards_isRefused() {
    assertThatThrownBy(HlcTimestamp.MAX::next).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> HlcTimestamp.of(1, 1).plus(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> HlcTimestamp.of(1, 1).plus(-1));
  }

  @Test
  void isAfter_andMax_agreeWithTheOrder() {
    HlcTimestamp early = HlcTimestamp.of(7, 2);
    HlcTimestamp late = HlcTimestamp.of(8, 1);

    assertThat(late.isAfter(early)).isTrue();
    assertThat(early.isAfter(late)).isFalse();
    assertThat(early.isAfter(early)).isFalse();
    assertThat(early.max(late)).isEqualTo(late).isEqualTo(late.max(early));
  }

  @ForSeeds
  void order_ofInstants_isThatOfTheirPartsAndOfTheirBytes(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    HlcTimestamp a = instant(random);
    HlcTimestamp b = instant(random);
    int byParts =
        a.millis() != b.millis()
            ? Long.compare(a.millis(), b.millis())
            : Long.compare(a.logical(), b.logical());

    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(byParts);
    assertThat(Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b)))).isEqualTo(byParts);
  }

  /** Few values, near the bounds, so that ties and carries occur. */
  private static HlcTimestamp instant(RandomGenerator random) {
    long[] millis = {0, 1, 127, 128, 1L << 46, (1L << 47) - 1};
    long[] logical = {0, 1, 127, 128, 65_535};
    return HlcTimestamp.of(
        millis[random.nextInt(millis.length)], logical[random.nextInt(logical.length)]);
  }

  private static byte[] bytes(HlcTimestamp at) {
    return ByteBuffer.allocate(8).putLong(at.packed()).array();
  }
}
