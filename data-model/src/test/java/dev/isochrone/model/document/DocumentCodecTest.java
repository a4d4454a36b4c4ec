package dev.isochrone.model.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.RandomValues;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.testing.ForSeeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCodecTest {
  @Test
  void theEmptyDocument_isTwoBytes() throws FormatException {
    assertThat(DocumentCodec.encode(Document.EMPTY).toHex()).isEqualTo("0100");
    assertThat(DocumentCodec.decode(hex("0100"))).isEqualTo(Document.EMPTY);
  }

  @ForSeeds
  void documents_comeBack(long seed) throws FormatException {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 10; i++) {
      Document document = values.document();

      assertThat(DocumentCodec.decode(DocumentCodec.encode(document))).isEqualTo(document);
    }
  }

  @ForSeeds
  void equalDocuments_haveEqualBytes_inWhateverOrderTheirFieldsWereGiven(long seed)
      throws FormatException {
    Document document = new RandomValues(seed).document();
    List<String> names = new ArrayList<>(document.fields().keySet());
    Collections.shuffle(names, new Random(seed));
    Map<String, Value> shuffled = new LinkedHashMap<>();
    names.forEach(name -> shuffled.put(name, document.fields().get(name)));
    TreeMap<String, Value> descending = new TreeMap<>(Comparator.<String>reverseOrder());
    descending.putAll(shuffled);

    Bytes bytes = DocumentCodec.encode(document);

    assertThat(DocumentCodec.encode(Document.of(shuffled))).isEqualTo(bytes);
    assertThat(DocumentCodec.encode(new Document(descending))).isEqualTo(bytes);
  }

  @ForSeeds
  void documents_differ_ifTheirBytesDo(long seed) throws FormatException {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 20; i++) {
      Document a = values.document();
      Document b = values.document();

      assertThat(DocumentCodec.encode(a).equals(DocumentCodec.encode(b))).isEqualTo(a.equals(b));
    }
  }

  @Test
  void everyNan_isTheSameOne_andZerosKeepTheirSign() throws FormatException {
    double strange = Double.longBitsToDouble(0x7FF8000000000001L);

    assertThat(DocumentCodec.encode(of(new Value.Float64(strange))))
        .isEqualTo(DocumentCodec.encode(of(new Value.Float64(Double.NaN))));
    assertThat(DocumentCodec.encode(of(new Value.Float64(0.0))))
        .isNotEqualTo(DocumentCodec.encode(of(new Value.Float64(-0.0))));
    assertProblem("01" + "01" + "0161" + "04" + "08" + "7ff8000000000001", Problem.MALFORMED);
  }

  @Test
  void decimals_keepTheirScale_andHaveBounds() throws FormatException {
    Value one = new Value.Decimal(new BigDecimal("1.0"));
    BigInteger widest = BigInteger.ONE.shiftLeft(511).subtract(BigInteger.ONE);
    Value wide = new Value.Decimal(new BigDecimal(widest, -6_144));

    assertThat(one).isNotEqualTo(new Value.Decimal(new BigDecimal("1.00")));
    assertThat(DocumentCodec.decode(DocumentCodec.encode(of(wide)))).isEqualTo(of(wide));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value.Decimal(new BigDecimal(widest.add(BigInteger.ONE))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value.Decimal(new BigDecimal(BigInteger.ONE, 6_145)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value.Decimal(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)));
  }

  @Test
  void unknownTags_anywhere_surviveARoundTrip() throws FormatException {
    Value later = new Value.Unknown(17, hex("0102ff"));
    Document document =
        of(
            new Value.Listing(
                List.of(later, new Value.Mapping(new TreeMap<>(Map.of("later", later))))));
    Bytes bytes = DocumentCodec.encode(document);

    assertThat(DocumentCodec.decode(bytes)).isEqualTo(document);
    assertThat(DocumentCodec.encode(DocumentCodec.decode(bytes))).isEqualTo(bytes);
    assertThat(DocumentCodec.decode(hex("01" + "01" + "0161" + "00" + "00")))
        .isEqualTo(of(new Value.Unknown(0, Bytes.EMPTY)));
  }

  @Test
  void aKnownTag_isNotUnknown() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Value.Unknown(3, Bytes.EMPTY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Value.Unknown(256, Bytes.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    "'', TRUNCATED",
    "02, NEWER_FORMAT",
    "01, TRUNCATED",
    "0101, TRUNCATED",
    "010000, MALFORMED", // More than the document.
    "0101000100, TRUNCATED", // A field without a name, too short to be counted.
    "010100010100, MALFORMED", // A field without a name.
    "0101016102020101, MALFORMED", // A bool of two bytes.
    "01010161020102, MALFORMED", // A bool of 2.
    "010101610200, TRUNCATED", // A bool of none.
    "0101016101" + "0100, MALFORMED", // A null with content.
    "0102016101000161" + "0100, MALFORMED", // A name twice.
    "0102016201000161" + "0100, MALFORMED", // Names descending.
    "01010161" + "050400000000, MALFORMED", // A decimal without a value.
    "01010161" + "0506000000000001, MALFORMED", // A decimal's value in two bytes, not one.
    "01010161" + "05050000180101, MALFORMED", // A decimal's scale of 6,145.
    "01010161" + "0601ff, MALFORMED", // A string that is not UTF-8.
    "010101ff" + "0100, MALFORMED", // A name that is not UTF-8.
    "01010161" + "0a020200, TRUNCATED", // A list of more than there is.
    "01010161" + "0a020001, MALFORMED" // A list with bytes after its end.
  })
  void bytes_thatAreNoDocument_areRefused(String hex, Problem problem) {
    assertProblem(hex, problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255})
  void names_of1To255Bytes_areTaken(int length) throws FormatException {
    Document document = Document.of(Map.of("n".repeat(length), Value.Null.NULL));

    assertThat(DocumentCodec.decode(DocumentCodec.encode(document))).isEqualTo(document);
  }

  @Test
  void names_ofNoBytes_orMoreThan255_areRefused() {
    for (String name : List.of("", "é".repeat(128))) {
      assertThatThrownBy(() -> DocumentCodec.encode(Document.of(Map.of(name, Value.Null.NULL))))
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void textsAndNames_withoutUtf8_areNoValues() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Value.Text("\ud800"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Document.of(Map.of("\udc00", Value.Null.NULL)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value.Mapping(new TreeMap<>(Map.of("\udc00", Value.Null.NULL))));
  }

  @Test
  void values_nested32Deep_areTaken_andDeeperOnesAreNot() throws FormatException {
    Document deep = of(nested(DocumentCodec.DEPTH_MAX));

    assertThat(DocumentCodec.decode(DocumentCodec.encode(deep))).isEqualTo(deep);
    assertThatThrownBy(() -> DocumentCodec.encode(of(nested(DocumentCodec.DEPTH_MAX + 1))))
        .isInstanceOf(FormatException.class);
    assertProblem("01010161" + nestedHex(DocumentCodec.DEPTH_MAX + 1), Problem.MALFORMED);
  }

  @Test
  void aDocument_beyondAMebibyte_isRefusedOnReading() throws FormatException {
    Bytes tooLong = DocumentCodec.encode(of(new Value.Text("x".repeat(DocumentCodec.BYTES_MAX))));

    assertThatThrownBy(() -> DocumentCodec.decode(tooLong)).isInstanceOf(FormatException.class);
  }

  /** A list in a list, {@code depth} of them, the innermost empty. */
  private static Value nested(int depth) {
    return new Value.Listing(depth == 1 ? List.of() : List.of(nested(depth - 1)));
  }

  private static String nestedHex(int depth) {
    String inner = depth == 1 ? "00" : "01" + nestedHex(depth - 1);
    HexFormat digits = HexFormat.of();
    return "0a" + digits.toHexDigits((byte) (inner.length() / 2)) + inner;
  }

  private static Document of(Value value) {
    return Document.of(Map.of("a", value));
  }

  private static void assertProblem(String hex, Problem problem) {
    assertThatThrownBy(() -> DocumentCodec.decode(hex(hex)))
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}
