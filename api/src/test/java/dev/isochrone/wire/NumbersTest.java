package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import dev.isochrone.api.v1.ColumnType;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** Each enum of ours has the numbers and names of its enum on the wire, no more and no less. */
class NumbersTest {
  @Test
  void refusalCodes_areThoseOfTheWire() {
    assertThat(ours(RefusalCode.values(), RefusalCode::number))
        .isEqualTo(wires(dev.isochrone.api.v1.RefusalCode.values(), ""));
  }

  @Test
  void refusalKinds_areThoseOfTheWire() {
    assertThat(ours(RefusalKind.values(), RefusalKind::number))
        .isEqualTo(wires(dev.isochrone.api.v1.RefusalKind.values(), ""));
  }

  @Test
  void consistencyLevels_areThoseOfTheWire() {
    assertThat(ours(Consistency.values(), Consistency::number))
        .isEqualTo(wires(dev.isochrone.api.v1.Consistency.Level.values(), ""));
  }

  @Test
  void keyTypes_areThoseOfTheWire() {
    assertThat(ours(KeyType.values(), KeyType::number))
        .isEqualTo(wires(dev.isochrone.api.v1.KeyType.values(), "KEY_"));
  }

  @Test
  void localities_areThoseOfTheWire() {
    assertThat(ours(TableLocality.values(), TableLocality::number))
        .isEqualTo(wires(dev.isochrone.api.v1.TableLocality.values(), ""));
  }

  @Test
  void partitionings_areThoseOfTheWire() {
    assertThat(ours(Partitioning.values(), Partitioning::number))
        .isEqualTo(wires(dev.isochrone.api.v1.Partitioning.values(), ""));
  }

  @Test
  void columnTypes_areThoseOfTheWire_butForNull_whichNoColumnIs() {
    Map<Integer, String> types = ours(ValueType.values(), ValueType::tag);
    types.remove(ValueType.NULL.tag());
    assertThat(types).isEqualTo(wires(ColumnType.values(), "COLUMN_"));
  }

  private static <E extends Enum<E>> Map<Integer, String> ours(
      E[] constants, ToIntFunction<E> number) {
    Map<Integer, String> names = new TreeMap<>();
    Arrays.stream(constants).forEach(it -> names.put(number.applyAsInt(it), it.name()));
    return names;
  }

  private static <E extends Enum<E> & ProtocolMessageEnum> Map<Integer, String> wires(
      E[] constants, String prefix) {
    Map<Integer, String> names = new TreeMap<>();
    for (E constant : constants) {
      boolean meant = !constant.name().equals("UNRECOGNIZED") && constant.getNumber() != 0;
      if (meant) {
        names.put(constant.getNumber(), constant.name().substring(prefix.length()));
      }
    }
    return names;
  }
}
