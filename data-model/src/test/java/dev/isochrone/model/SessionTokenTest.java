package dev.isochrone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.SessionToken;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.testing.ForSeeds;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SessionTokenTest {
  private static final ClusterId HERE = new ClusterId("00112233445566778899aabbccddeeff");
  private static final ClusterId THERE = new ClusterId("00112233445566778899aabbccddeef0");

  @Test
  void bytes_areThoseOfTheFormat() {
    SessionToken token = SessionToken.nothingOf(HERE).with(version(2, 1_000));

    assertThat(token.bytes().toHex())
        .startsWith("01" + HERE.hex() + "01" + "00000002")
        .hasSize(2 * (1 + 16 + 1 + 4 + 8 + 4));
  }

  @ForSeeds
  void text_isReadAsItWasWritten_andWithoutSpaces(long seed) throws RefusedException {
    SessionToken token = any(random(seed));

    assertThat(token.text()).matches("[A-Za-z0-9_-]+");
    assertThat(SessionToken.parse(token.text()).orThrow()).isEqualTo(token);
  }

  /** T7: what is not a token, or was, is never taken for one. */
  @ForSeeds
  void text_thatWasCutOrChanged_isRefused_withWhatToDo(long seed) {
    RandomGenerator random = random(seed);
    String text = any(random).text();
    int at = random.nextInt(text.length());
    char other = text.charAt(at) == 'A' ? 'B' : 'A';

    assertRefused(text.substring(0, at));
    assertRefused(text + text);
    // The last character may have bits that mean nothing; all others mean something.
    if (at < text.length() - 1) {
      assertRefused(text.substring(0, at) + other + text.substring(at + 1));
    }
  }

  @Test
  void text_thatIsNone_isRefused() {
    assertRefused("");
    assertRefused("new york");
    assertRefused("%%%");
  }

  @ForSeeds
  void tokens_join_toWhatEitherHasSeen(long seed) {
    RandomGenerator random = random(seed);
    SessionToken one = any(random);
    SessionToken other = any(random);
    Version version = version(1 + random.nextInt(3), 1 + random.nextInt(1_000));

    SessionToken both = one.join(other);

    assertThat(both).isEqualTo(other.join(one)).isEqualTo(both.join(one));
    for (int origin = 1; origin <= 4; origin++) {
      HlcTimestamp seen = upTo(both, origin);
      assertThat(seen).isEqualTo(upTo(one, origin).max(upTo(other, origin)));
    }
    assertThat(both.with(version).seen().covers(version.stamp())).isTrue();
    assertThat(both.with(version).with(version)).isEqualTo(both.with(version));
  }

  @Test
  void tokenOfAnotherCluster_isForeign() {
    SessionToken token = SessionToken.nothingOf(THERE);

    assertThat(token.foreignTo(THERE)).isEmpty();
    assertThat(token.foreignTo(HERE).orElseThrow().message()).contains("another cluster", "begin");
    assertThatThrownBy(() -> token.join(SessionToken.nothingOf(HERE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(String text) {
    assertThat(SessionToken.parse(text))
        .as(text)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
              assertThat(refused.refusal().message()).contains("begin another session");
            });
  }

  private static HlcTimestamp upTo(SessionToken token, int origin) {
    return token.seen().upTo().getOrDefault(new Origin(origin), HlcTimestamp.MIN);
  }

  private static SessionToken any(RandomGenerator random) {
    Map<Origin, HlcTimestamp> seen = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      seen.put(new Origin(1 + random.nextInt(4)), HlcTimestamp.of(1 + random.nextInt(1_000), 0));
    }
    return new SessionToken(HERE, new CausalContext(new TreeMap<>(seen)));
  }

  private static Version version(int origin, long millis) {
    return new Version(1, new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin)));
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
