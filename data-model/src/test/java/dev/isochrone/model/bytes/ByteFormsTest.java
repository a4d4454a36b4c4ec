package dev.isochrone.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The basic forms, written and read. */
class ByteFormsTest {
  @Test
  void fixedWidths_areBigEndian() throws FormatException {
    Bytes bytes =
        new ByteWriter(0).u8(0xFE).u16(0xFEDC).u32(0xFEDCBA98).u64(0xFEDCBA9876543210L).toBytes();

    assertThat(bytes.toHex()).isEqualTo("fe" + "fedc" + "fedcba98" + "fedcba9876543210");
    ByteReader in = new ByteReader(bytes);
    assertThat(in.u8()).isEqualTo(0xFE);
    assertThat(in.u16()).isEqualTo(0xFEDC);
    assertThat(in.u32()).isEqualTo(0xFEDCBA98);
    assertThat(in.u64()).isEqualTo(0xFEDCBA9876543210L);
    assertThat(in.remaining()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "127, 7f",
    "128, 8001",
    "300, ac02",
    "16383, ff7f",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f"
  })
  void varint_isLeb128(long value, String hex) throws FormatException {
    assertThat(new ByteWriter().varint(value).toBytes().toHex()).isEqualTo(hex);
    assertThat(reader(hex).varint()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8000", "ff00", "80808000", "ffffffffffffffffff01", "80808080808080808001"})
  void varint_longerThanNeedBe_orBeyond63Bits_isMalformed(String hex) {
    assertProblem(FormatException.Problem.MALFORMED, () -> reader(hex).varint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "ffff"})
  void varint_thatEndsEarly_isTruncated(String hex) {
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader(hex).varint());
  }

  @Test
  void varint_ofANegativeNumber_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter().varint(-1));
  }

  @Test
  void count_ofMoreThanThereCanBe_isTruncated() throws FormatException {
    assertThat(reader("02ffffffff").count(2)).isEqualTo(2);
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("03ffffffff").count(2));
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("ffffffffffffffff7f").count(1));
  }

  @Test
  void bytesAndStrings_bearTheirLength() throws FormatException {
    Bytes written = new ByteWriter().bytes(hex("0a0b")).string("é").bytes(Bytes.EMPTY).toBytes();

    assertThat(written.toHex()).isEqualTo("020a0b" + "02c3a9" + "00");
    ByteReader in = new ByteReader(written);
    assertThat(in.bytes()).isEqualTo(hex("0a0b"));
    assertThat(in.string()).isEqualTo("é");
    assertThat(in.bytes()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void fixedWidths_thatEndEarly_areTruncated() {
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("").u8());
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("01").u16());
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("010203").u32());
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("01020304050607").u64());
    assertProblem(FormatException.Problem.TRUNCATED, () -> reader("01").part(2));
  }

  @Test
  void aReaderOfAPart_endsWithThePart_thoughTheArrayGoesOn() throws FormatException {
    ByteReader in = reader("0102030405060708090a");
    ByteReader part = in.part(3);

    assertProblem(FormatException.Problem.TRUNCATED, part::u32);
    assertThat(part.u16()).isEqualTo(0x0102);
    assertThat(in.u8()).isEqualTo(4);
  }

  @Test
  void numbersThatOurTypesCantHold_areMalformed() {
    assertProblem(FormatException.Problem.MALFORMED, () -> reader("80000000").number("it"));
    assertProblem(
        FormatException.Problem.MALFORMED, () -> reader("8000000000000000").longNumber("it"));
    assertProblem(FormatException.Problem.MALFORMED, () -> reader("8000000000000000").hlc());
    assertProblem(FormatException.Problem.MALFORMED, () -> reader("00000000").origin());
  }

  @Test
  void formatAndEnd_refuseWhatIsNewerOrTooMuch() {
    assertProblem(FormatException.Problem.NEWER_FORMAT, () -> reader("02").format(1, "form"));
    assertProblem(FormatException.Problem.MALFORMED, () -> reader("02").end("form"));
  }

  @Test
  void putU32_overwritesWhatWasWritten_andNothingElse() {
    ByteWriter out = new ByteWriter(16).u8(1).u32(0).u8(2);

    assertThat(out.putU32(1, 0xCAFEBABE).toBytes().toHex()).isEqualTo("01cafebabe02");
    assertThatIllegalArgumentException().isThrownBy(() -> out.putU32(3, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> out.putU32(-1, 0));
  }

  @Test
  void sum_addsThePartThatWasWritten() {
    ByteWriter out =
        new ByteWriter().u8(7).raw(Bytes.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
    CRC32C crc = new CRC32C();

    out.sum(crc, 1, 10);

    assertThat(crc.getValue()).as("the published check value").isEqualTo(0xE3069283L);
    assertThatIllegalArgumentException().isThrownBy(() -> out.sum(crc, 0, 11));
  }

  @Test
  void aWriter_growsAsNeeded() {
    ByteWriter out = new ByteWriter(1);
    for (int i = 0; i < 1_000; i++) {
      out.u32(i);
    }
    Bytes written = out.toBytes();

    assertThat(written.length()).isEqualTo(out.size()).isEqualTo(4_000);
    assertThat(written.at(3)).isZero();
    assertThat(written.at(3_999)).isEqualTo(999 & 0xFF);
  }

  /** What has left may be the buffer itself, so nothing may change it. */
  @ParameterizedTest
  @ValueSource(ints = {16, 17})
  void aWriter_whoseBytesHaveLeft_isDone(int expected) {
    ByteWriter out = new ByteWriter(expected).u64(1).u64(2);
    Bytes written = out.toBytes();

    assertThat(written.toHex()).isEqualTo("00000000000000010000000000000002");
    assertThatIllegalStateException().isThrownBy(() -> out.u8(0));
    assertThatIllegalStateException().isThrownBy(() -> out.putU32(0, -1));
    assertThatIllegalStateException().isThrownBy(() -> out.sum(new CRC32C(), 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> out.lend((array, from, length) -> length));
    assertThatIllegalStateException().isThrownBy(out::toBytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE})
  void varintBytes_areAsManyAsAreWritten(long value) {
    assertThat(ByteWriter.varintBytes(value)).isEqualTo(new ByteWriter().varint(value).size());
  }

  @Test
  void bytes_areOrderedAsUnsignedNumbers_andPrintOnlyTheirLength() {
    assertThat(hex("7f")).isLessThan(hex("80"));
    assertThat(hex("7f")).isLessThan(hex("7f00"));
    assertThat(hex("0102").startsWith(hex("01"))).isTrue();
    assertThat(hex("01").startsWith(hex("0102"))).isFalse();
    assertThat(hex("0102").slice(1, 2)).isEqualTo(hex("02"));
    assertThat(hex("cafe")).hasToString("2 bytes").hasSameHashCodeAs(hex("cafe"));
  }

  @Test
  void bytesCopiedFromAnArray_stayWhenItChanges() {
    byte[] array = {1, 2};
    Bytes copy = Bytes.copyOf(array);
    array[0] = 9;
    copy.toArray()[1] = 9;

    assertThat(copy).isEqualTo(hex("0102"));
  }

  private static void assertProblem(FormatException.Problem problem, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }

  private static ByteReader reader(String hex) {
    return new ByteReader(hex(hex));
  }

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}
