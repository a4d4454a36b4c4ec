package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.testing.ForSeeds;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The token by which callers hold a causal context: of one row, whole, or refused. */
class ContextTokensTest {
  private static final StoredKey ROW = key("000000010" + "1155d0246520001" + "1501");
  private static final CausalContext SEEN =
      new CausalContext(
          new TreeMap<>(
              Map.of(
                  new Origin(1), HlcTimestamp.of(1_763_728_496_789L, 42),
                  new Origin(2), HlcTimestamp.of(1_763_728_496_788L, 7))));

  private static final String GOLDEN_SHA256 =
      "25154bf8bf0ac675f9d34eb2a6cbf42e5eca9b2265c7b0fe73495254eb9989f4";

  @Test
  void token_isReadAndWritten_byteForByte() throws Exception {
    Bytes golden = golden("causal-context.hex");

    assertThat(ContextTokens.of(ROW, SEEN).bytes()).isEqualTo(golden);
    assertThat(ContextTokens.read(ROW, new ContextToken(golden))).isEqualTo(SEEN);
  }

  @ForSeeds
  void context_comesBackAsItWas(long seed) throws FormatException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SortedMap<Origin, HlcTimestamp> upTo = new TreeMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      upTo.put(new Origin(1 + random.nextInt(9)), new HlcTimestamp(random.nextLong() >>> 1));
    }
    CausalContext seen = new CausalContext(upTo);

    assertThat(ContextTokens.read(ROW, ContextTokens.of(ROW, seen))).isEqualTo(seen);
  }

  @Test
  void tokenOfAnotherRow_orOfAnotherTable_isRefused() {
    StoredKey neighbour = key("000000010" + "1155d0246520001" + "1502");
    StoredKey otherTable = key("000000020" + "1155d0246520001" + "1501");

    assertRefused(neighbour, ContextTokens.of(ROW, SEEN));
    assertRefused(otherTable, ContextTokens.of(ROW, SEEN));
  }

  @Test
  void anyChangedOrMissingByte_isFound() {
    byte[] token = ContextTokens.of(ROW, SEEN).bytes().toArray();
    for (int i = 0; i < token.length; i++) {
      byte[] changed = token.clone();
      changed[i] ^= 0x40;
      assertRefused(ROW, new ContextToken(Bytes.wrap(changed)));
      if (i > 0) {
        assertRefused(ROW, new ContextToken(Bytes.copyOf(token).slice(0, i)));
      }
    }
  }

  private static void assertRefused(StoredKey row, ContextToken token) {
    assertThatThrownBy(() -> ContextTokens.read(row, token)).isInstanceOf(FormatException.class);
  }

  private static StoredKey key(String hex) {
    try {
      return StoredKey.read(Bytes.wrap(HexFormat.of().parseHex(hex)));
    } catch (FormatException unfit) {
      throw new AssertionError(unfit);
    }
  }

  private static Bytes golden(String name) throws Exception {
    try (InputStream in = ContextTokensTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as(name).isNotNull();
      byte[] file = in.readAllBytes();
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)))
          .as("golden files are never edited")
          .isEqualTo(GOLDEN_SHA256);
      String text = new String(file, StandardCharsets.US_ASCII);
      return Bytes.wrap(HexFormat.of().parseHex(text.replaceAll("#.*|\\s", "")));
    }
  }
}
