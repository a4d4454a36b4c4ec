package dev.isochrone.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.RandomValues;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.testing.ForSeeds;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTupleTest {
  /** From the specification of FoundationDB's tuple layer, and worked out by hand from it. */
  @ParameterizedTest
  @CsvSource({
    "0, 14",
    "1, 1501",
    "255, 15ff",
    "256, 160100",
    "65535, 16ffff",
    "65536, 17010000",
    "5551212, 1754b46c",
    "4294967296, 190100000000",
    "72057594037927935, 1bffffffffffffff",
    "72057594037927936, 1c0100000000000000",
    "9223372036854775807, 1c7fffffffffffffff",
    "-1, 13fe",
    "-2, 13fd",
    "-255, 1300",
    "-256, 12feff",
    "-257, 12fefe",
    "-65535, 120000",
    "-65536, 11feffff",
    "-5551212, 11ab4b93",
    "-72057594037927935, 0d00000000000000",
    "-72057594037927936, 0cfeffffffffffffff",
    "-9223372036854775807, 0c8000000000000000",
    "-9223372036854775808, 0c7fffffffffffffff"
  })
  void int64_isWrittenAsInFoundationDb(long value, String hex) throws FormatException {
    Key key = Key.of(new KeyPart.Int64(value));

    assertThat(KeyTuple.encode(key).toHex()).isEqualTo(hex);
    assertThat(KeyTuple.decode(hex(hex))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1500", // Zero is 14.
        "160001", // 1 in two bytes.
        "13ff", // Zero from below.
        "12fffe", // -1 in two bytes.
        "12ff00", // -255 in two bytes.
        "1c8000000000000000", // 2^63.
        "1cffffffffffffffff",
        "0c7ffffffffffffffe", // -2^63 - 1.
        "0c0000000000000000", // -(2^64 - 1).
        "0cffffffffffffffff"
      })
  void int64_notInItsShortestForm_orBeyond64Bits_isMalformed(String hex) {
    assertProblem(hex, Problem.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "026100, TRUNCATED",
    "0261, TRUNCATED",
    "02, TRUNCATED",
    "1601, TRUNCATED",
    "3000, TRUNCATED",
    "4000, TRUNCATED",
    "02610002, MALFORMED",
    "02610000, MALFORMED",
    "02ff0001, MALFORMED",
    "02eda0800001, MALFORMED",
    "05, NEWER_FORMAT",
    "21, NEWER_FORMAT",
    "00, NEWER_FORMAT",
    "0b, NEWER_FORMAT",
    "1d, NEWER_FORMAT",
    "ff, NEWER_FORMAT",
    "'', MALFORMED"
  })
  void tuples_thatAreNone_areRefused(String hex, Problem problem) {
    assertProblem(hex, problem);
  }

  @Test
  void tuples_ofMoreThan16Components_orMoreThan4096Bytes_areMalformed() throws FormatException {
    String longest = "02" + "61".repeat(KeyTuple.BYTES_MAX - 3) + "0001";

    assertThat(KeyTuple.decode(hex("14".repeat(16))).parts()).hasSize(16);
    assertProblem("14".repeat(17), Problem.MALFORMED);
    assertThat(KeyTuple.decode(hex(longest)).parts()).hasSize(1);
    assertProblem("02" + "61".repeat(KeyTuple.BYTES_MAX - 2) + "0001", Problem.MALFORMED);
  }

  /** "?" and half a surrogate pair once had the same bytes. */
  @Test
  void aTextWithoutUtf8_isNoKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyPart.Text("a\ud800"));
  }

  @Test
  void keys_of0Or17Components_areRefused() {
    List<KeyPart> many = Collections.nCopies(17, new KeyPart.Bool(true));

    assertThatIllegalArgumentException().isThrownBy(() -> new Key(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(many));
  }

  @ForSeeds
  void tuples_comeBack(long seed) throws FormatException {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 20; i++) {
      Key key = values.key(values.keyTypes());

      assertThat(KeyTuple.decode(KeyTuple.encode(key))).isEqualTo(key);
    }
  }

  @ForSeeds
  void tuples_areOrderedAsTheirComponents(long seed) {
    RandomValues values = new RandomValues(seed);
    List<KeyType> types = values.keyTypes();
    for (int i = 0; i < 50; i++) {
      Key a = values.key(types);
      Key b = values.key(types);

      assertThat(Integer.signum(KeyTuple.encode(a).compareTo(KeyTuple.encode(b))))
          .as("%s and %s", a.parts(), b.parts())
          .isEqualTo(obviously(a, b));
    }
  }

  @ForSeeds
  void tuples_ofOneTable_areNoPrefixesOfEachOther(long seed) {
    RandomValues values = new RandomValues(seed);
    List<KeyType> types = values.keyTypes();
    for (int i = 0; i < 50; i++) {
      Key a = values.key(types);
      Key b = values.key(types);

      assertThat(KeyTuple.encode(a).startsWith(KeyTuple.encode(b))).isEqualTo(a.equals(b));
    }
  }

  /** The slow and obvious order: the first components that differ, each by what it is. */
  private static int obviously(Key a, Key b) {
    for (int i = 0; i < a.parts().size(); i++) {
      int order = obviously(a.parts().get(i), b.parts().get(i));
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return 0;
  }

  private static int obviously(KeyPart a, KeyPart b) {
    return switch (a.type()) {
      case STRING ->
          Arrays.compareUnsigned(
              ((KeyPart.Text) a).value().getBytes(StandardCharsets.UTF_8),
              ((KeyPart.Text) b).value().getBytes(StandardCharsets.UTF_8));
      case INT64 -> Long.compare(((KeyPart.Int64) a).value(), ((KeyPart.Int64) b).value());
      case BOOL -> Boolean.compare(((KeyPart.Bool) a).value(), ((KeyPart.Bool) b).value());
      case BYTES -> ((KeyPart.Binary) a).value().compareTo(((KeyPart.Binary) b).value());
      case UUID -> number(((KeyPart.Uuid) a).value()).compareTo(number(((KeyPart.Uuid) b).value()));
      case TIMESTAMP ->
          Long.compare(((KeyPart.Timestamp) a).micros(), ((KeyPart.Timestamp) b).micros());
    };
  }

  private static BigInteger number(UUID uuid) {
    return new BigInteger(uuid.toString().replace("-", ""), 16);
  }

  private static void assertProblem(String hex, Problem problem) {
    assertThatThrownBy(() -> KeyTuple.decode(hex(hex)))
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}
