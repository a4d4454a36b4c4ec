package dev.isochrone.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.RandomValues;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {
  /** Whole row store keys of one table: with keys and versions full of 00 and FF. */
  @ForSeeds
  void versionsOfARow_lieTogether_theNewestFirst_inTheOrderOfKeys(long seed) throws Exception {
    RandomValues values = new RandomValues(seed);
    List<KeyType> types = values.keyTypes();
    SortedMap<StoredKey, SortedSet<Version>> obvious = new TreeMap<>();
    SortedSet<Bytes> stored = new TreeSet<>();
    for (int i = 0; i < 12; i++) {
      StoredKey key = values.storedKey(types);
      for (int n = 1 + values.number(5); n > 0; n--) {
        Version version = values.version();
        obvious.computeIfAbsent(key, k -> new TreeSet<>(Comparator.reverseOrder())).add(version);
        stored.add(new RowKey(key, version).encode());
      }
    }

    List<RowKey> expected = new ArrayList<>();
    obvious.forEach((key, versions) -> versions.forEach(v -> expected.add(new RowKey(key, v))));
    List<RowKey> found = new ArrayList<>();
    for (Bytes one : stored) {
      found.add(RowKey.decode(one));
    }
    assertThat(found).isEqualTo(expected);
  }

  @ForSeeds
  void noRowsKey_isAPrefixOfAnothers_andNoVersionBelongsToAnotherRow(long seed) {
    RandomValues values = new RandomValues(seed);
    List<KeyType> types = values.keyTypes();
    for (int i = 0; i < 40; i++) {
      StoredKey a = values.storedKey(types);
      StoredKey b = values.storedKey(types);
      Bytes versionOfB = new RowKey(b, values.version()).encode();

      assertThat(b.bytes().startsWith(a.bytes())).isEqualTo(a.equals(b));
      assertThat(versionOfB.startsWith(a.bytes())).isEqualTo(a.equals(b));
      assertThat(RowKey.belongsTo(a, versionOfB)).isEqualTo(a.equals(b));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00000007010000" + "14" + "fffffffcffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffff",
        "0000000701000014" + "7fffffff" + "ffffffffffffffff" + "fffffffe", // Epoch beyond 2^31.
        "0000000701000014" + "ffffffff" + "7fffffffffffffff" + "fffffffe", // Time beyond 2^63.
        "0000000701000014" + "ffffffff" + "ffffffffffffffff" + "ffffffff" // Origin 0.
      })
  void bytes_thatAreNoRowKey_areRefused(String hex) {
    assertThatThrownBy(() -> RowKey.decode(Bytes.wrap(HexFormat.of().parseHex(hex))))
        .isInstanceOf(FormatException.class);
  }
}
