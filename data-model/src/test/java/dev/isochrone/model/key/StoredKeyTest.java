package dev.isochrone.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredKeyTest {
  private static final String OF_TABLE_7 = "00000007";

  @ParameterizedTest
  @CsvSource({
    "'', TRUNCATED",
    "000000, TRUNCATED",
    "00000007, TRUNCATED",
    "0000000701, TRUNCATED",
    "000000070100, TRUNCATED",
    "00000007010000, MALFORMED",
    "0000000703, MALFORMED",
    "00000000010000" + "14, MALFORMED",
    "80000000010000" + "14, MALFORMED",
    "00000007014000" + "14, MALFORMED",
    "0000000702000014, NEWER_FORMAT",
    "0000000704" + "14, NEWER_FORMAT",
    "0000000700" + "14, NEWER_FORMAT"
  })
  void bytes_thatAreNoRowsKey_areRefused(String hex, Problem problem) {
    assertThatThrownBy(() -> StoredKey.read(hex(hex)))
        .isInstanceOfSatisfying(
            FormatException.class, found -> assertThat(found.problem()).isEqualTo(problem));
  }

  @Test
  void theLongestKey_isTaken_andALongerOneIsNot() throws FormatException {
    String tuple = "61".repeat(KeyTuple.BYTES_MAX);

    assertThat(StoredKey.read(hex(OF_TABLE_7 + "010000" + tuple)).tuple().length())
        .isEqualTo(KeyTuple.BYTES_MAX);
    assertThatThrownBy(() -> StoredKey.read(hex(OF_TABLE_7 + "010000" + tuple + "61")))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void keys_areOrderedByTableThenSlotThenTuple() {
    StoredKey one = StoredKey.row(1, new Slot(300), hex("15ff"));
    StoredKey laterSlot = StoredKey.row(1, new Slot(16_383), hex("14"));
    StoredKey laterTable = StoredKey.row(256, new Slot(0), hex("14"));

    assertThat(one).isLessThan(laterSlot);
    assertThat(laterSlot).isLessThan(laterTable);
    assertThat(StoredKey.row(1, new Slot(300), hex("14"))).isLessThan(one);
  }

  @Test
  void slots_outOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Slot(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Slot(Slot.COUNT));
  }

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}
