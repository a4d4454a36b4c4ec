package dev.isochrone.placement;

import com.google.common.hash.Hashing;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * From a table and a key to the row's place. A pure function: clients and servers come to the same
 * answer, or to the same refusal.
 */
public final class Placement {
  /** Every home is the first one, until homes can move. */
  private static final int FIRST_EPOCH = 1;

  private Placement() {}

  /**
   * The row's place, or why this key has none: {@code INVALID_KEY}, {@code TOO_LARGE}, {@code
   * NO_HOME}, {@code NOT_SUPPORTED}.
   */
  public static Outcome<RowPlace> place(TableSpec table, Key key) {
    if (table.placement().partitioning() != Partitioning.HASH
        || !table.placement().locality().isHomed()) {
      return refused(
          RefusalCode.NOT_SUPPORTED,
          table.name()
              + " is range-partitioned or multi-master, which this release does not serve");
    }
    List<KeyColumn> columns = table.key();
    if (key.parts().size() != columns.size()) {
      return refused(
          RefusalCode.INVALID_KEY,
          "the key has "
              + key.parts().size()
              + " components; "
              + table.name()
              + " has "
              + columns.size()
              + ": "
              + names(columns));
    }
    for (int i = 0; i < columns.size(); i++) {
      if (key.parts().get(i).type() != columns.get(i).type()) {
        return refused(
            RefusalCode.INVALID_KEY,
            "key column "
                + columns.get(i).name()
                + " is "
                + columns.get(i).type()
                + ", not "
                + key.parts().get(i).type());
      }
    }
    Bytes tuple = KeyTuple.encode(key);
    if (tuple.length() > KeyTuple.BYTES_MAX) {
      return refused(
          RefusalCode.TOO_LARGE,
          "the key has " + tuple.length() + " bytes; at most " + KeyTuple.BYTES_MAX + " are taken");
    }
    Slot slot = slot(KeyTuple.encode(key.prefix(table.partitionKeyColumns())));
    return home(table, key)
        .map(home -> new RowPlace(home, slot, StoredKey.row(table.id(), slot, tuple)));
  }

  /** The slot of an encoded partition key: the top 14 bits of its murmur3_128. */
  static Slot slot(Bytes partitionKey) {
    // asLong gives the first eight bytes little-endian; the format has them big-endian.
    long hash = Long.reverseBytes(Hashing.murmur3_128().hashBytes(partitionKey.shared()).asLong());
    return new Slot((int) (hash >>> (Long.SIZE - 14)));
  }

  private static Outcome<Home> home(TableSpec table, Key key) {
    HomeRule rule = table.placement().rule();
    int version = table.versions().rule();
    if (rule instanceof HomeRule.Pinned pinned) {
      return Outcome.done(new Home(pinned.region(), version, FIRST_EPOCH));
    } else if (rule instanceof HomeRule.ByValue byValue) {
      String value = ((KeyPart.Text) key.parts().get(indexOf(table, byValue.column()))).value();
      Region region = byValue.regions().get(value);
      return region == null
          ? refused(
              RefusalCode.NO_HOME,
              table.name() + " has no home for " + byValue.column() + " = " + value)
          : Outcome.done(new Home(region, version, FIRST_EPOCH));
    }
    throw new AssertionError(rule);
  }

  private static int indexOf(TableSpec table, String column) {
    return names(table.key()).indexOf(column);
  }

  private static List<String> names(List<KeyColumn> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.name()));
    return names;
  }

  private static <T> Outcome<T> refused(RefusalCode code, String message) {
    return Outcome.refused(Refusal.of(code, message));
  }
}
