package dev.isochrone.model.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.RandomValues;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.model.table.Tables;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final TableSpec CITIES = Tables.keyedBy(List.of(KeyType.STRING, KeyType.INT64));

  @Test
  void parse_aCity_isItsKey() throws Exception {
    Key lyon = Key.of(new KeyPart.Text("FR"), new KeyPart.Int64(2_996_944));

    assertThat(KeyText.parse(CITIES, "FR/2996944").orThrow()).isEqualTo(lyon);
    assertThat(KeyText.format(lyon)).isEqualTo("FR/2996944");
  }

  @Test
  void parse_eachType_isAsTheFormatsSay() throws Exception {
    TableSpec table =
        Tables.keyedBy(List.of(KeyType.BOOL, KeyType.BYTES, KeyType.UUID, KeyType.TIMESTAMP));
    String text = "true/00ff/00112233-4455-6677-8899-aabbccddeeff/2025-11-21T12:34:56.789012Z";
    Key key =
        Key.of(
            new KeyPart.Bool(true),
            new KeyPart.Binary(Bytes.copyOf(new byte[] {0, -1})),
            new KeyPart.Uuid(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
            new KeyPart.Timestamp(1_763_728_496_789_012L));

    assertThat(KeyText.parse(table, text).orThrow()).isEqualTo(key);
    assertThat(KeyText.format(key)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "100%25, 100%",
    "a+b, a+b",
    "a%20b, a b",
    "%c3%BC, ü",
    "ü%41, üA",
    "'', ''"
  })
  void parse_percentCodes_areUtf8_andNothingElseIsSpecial(String text, String value)
      throws Exception {
    TableSpec table = Tables.keyedBy(List.of(KeyType.STRING));

    assertThat(KeyText.parse(table, text).orThrow()).isEqualTo(Key.of(new KeyPart.Text(value)));
  }

  /** All that was not UTF-8 once became one and the same key. */
  @ParameterizedTest
  @ValueSource(strings = {"%ff", "%c3", "%ed%a0%80", "%", "%4", "%zz", "%+1", "%-1"})
  void parse_percentCodesThatAreNoUtf8_areRefused(String text) {
    assertInvalid(KeyType.STRING, text);
  }

  @ParameterizedTest
  @CsvSource({
    "INT64, ''",
    "INT64, x",
    "INT64, 1.0",
    "INT64, 9223372036854775808",
    "BOOL, TRUE",
    "BOOL, 1",
    "BYTES, 0",
    "BYTES, 0g",
    "UUID, 1-2-3-4-5",
    "UUID, x",
    "TIMESTAMP, 2025-11-21",
    "TIMESTAMP, 2025-11-21T12:34:56+01:00",
    "TIMESTAMP, 2025-11-21T12:34:56.0000001Z",
    "TIMESTAMP, +999999999-01-01T00:00:00Z"
  })
  void parse_whatIsNotOfTheColumnsType_isRefused_namingTheColumnAndNotTheValue(
      KeyType type, String text) {
    Refusal refusal = assertInvalid(type, text);

    assertThat(refusal.message()).contains("c0", type.toString());
    if (text.length() > 3) {
      assertThat(refusal.message()).doesNotContain(text);
    }
  }

  @Test
  void parse_tooFewOrTooManyComponents_isRefused_sayingWhatTheTableTakes() {
    for (String text : List.of("", "secret", "secret/1/2", "secret/1/")) {
      Outcome<Key> outcome = KeyText.parse(CITIES, text);

      assertThat(((Outcome.Refused<Key>) outcome).refusal().code())
          .isEqualTo(RefusalCode.INVALID_KEY);
      assertThat(((Outcome.Refused<Key>) outcome).refusal().message())
          .contains("c0 (STRING)/c1 (INT64)")
          .doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE})
  void timestamps_atTheBounds_comeBack(long micros) throws Exception {
    Key key = Key.of(new KeyPart.Timestamp(micros));

    assertThat(KeyText.parse(Tables.keyedBy(List.of(KeyType.TIMESTAMP)), KeyText.format(key)))
        .isEqualTo(Outcome.done(key));
  }

  @ForSeeds
  void keys_comeBack_andShowNoControlCharacters(long seed) throws Exception {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 20; i++) {
      List<KeyType> types = values.keyTypes();
      Key key = values.key(types);
      String text = KeyText.format(key);

      assertThat(KeyText.parse(Tables.keyedBy(types), text).orThrow()).isEqualTo(key);
      assertThat(text.chars().anyMatch(Character::isISOControl)).isFalse();
    }
  }

  private static Refusal assertInvalid(KeyType type, String text) {
    Outcome<Key> outcome = KeyText.parse(Tables.keyedBy(List.of(type)), text);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    Refusal refusal = ((Outcome.Refused<Key>) outcome).refusal();
    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_KEY);
    return refusal;
  }
}
