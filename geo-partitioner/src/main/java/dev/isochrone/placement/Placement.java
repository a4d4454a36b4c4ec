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
import java.util.Optional;

/**
 * From a directory, a table of it and a key to the row's place. A pure function: clients and
 * servers come to the same answer, or to the same refusal.
 */
public final class Placement {
  private Placement() {}

  /**
   * The row's place, or why this key has none: {@code INVALID_KEY}, {@code TOO_LARGE}, {@code
   * NO_HOME}, {@code NOT_SUPPORTED}.
   *
   * @param table of this directory
   * @param from takes the writes of multi-master rows, which have no home: {@link Directory#taking}
   */
  public static Outcome<RowPlace> place(
      Directory directory, TableSpec table, Key key, Region from) {
    return place(directory, table, key, Optional.of(from));
  }

  /**
   * The place that the row has wherever one asks from; {@code NO_SINGLE_HOME} in multi-master
   * tables.
   */
  public static Outcome<RowPlace> place(Directory directory, TableSpec table, Key key) {
    return place(directory, table, key, Optional.empty());
  }

  private static Outcome<RowPlace> place(
      Directory directory, TableSpec table, Key key, Optional<Region> from) {
    Optional<Refusal> unfit = unserved(table).or(() -> unfit(table.key(), key));
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    Bytes tuple = KeyTuple.encode(key);
    if (tuple.length() > KeyTuple.BYTES_MAX) {
      return refused(
          RefusalCode.TOO_LARGE,
          "the key has " + tuple.length() + " bytes; at most " + KeyTuple.BYTES_MAX + " are taken");
    }
    int columns = table.partitionKeyColumns();
    boolean whole = columns == key.parts().size();
    Slot slot = slot(whole ? tuple : KeyTuple.encode(key.prefix(columns)));
    return Homes.of(directory, table, key, from)
        .map(home -> new RowPlace(home, slot, StoredKey.row(table.id(), slot, tuple)));
  }

  /**
   * The whole key, where its caller left the region to us: an empty text in the column of a rule by
   * region column stands for the caller's own region, since no region has an empty name.
   *
   * @param caller the directory need not have it: then the key has no home
   * @return empty: the key is whole as it is, or does not fit the table
   */
  public static Optional<Key> filled(TableSpec table, Key key, Region caller) {
    if (!(table.placement().rule() instanceof HomeRule.ByRegionColumn named)) {
      return Optional.empty();
    }
    for (int i = 0; i < key.parts().size() && i < table.partitionKeyColumns(); i++) {
      if (table.key().get(i).name().equals(named.column())) {
        return key.parts().get(i) instanceof KeyPart.Text text && text.value().isEmpty()
            ? Optional.of(key.with(i, new KeyPart.Text(caller.name())))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The slot of an encoded partition key: the top 14 bits of its murmur3_128. */
  static Slot slot(Bytes partitionKey) {
    // asLong gives the first eight bytes little-endian; the format has them big-endian.
    long hash = Long.reverseBytes(Hashing.murmur3_128().hashBytes(partitionKey.shared()).asLong());
    return new Slot((int) (hash >>> (Long.SIZE - 14)));
  }

  static Optional<Refusal> unserved(TableSpec table) {
    return table.placement().partitioning() == Partitioning.HASH
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                RefusalCode.NOT_SUPPORTED,
                table.name() + " is range-partitioned, which this release does not serve"));
  }

  private static Optional<Refusal> unfit(List<KeyColumn> columns, Key key) {
    List<KeyPart> parts = key.parts();
    if (parts.size() != columns.size()) {
      return invalidKey(
          "the key has " + parts.size() + " components; the table asks for " + names(columns));
    }
    for (int i = 0; i < columns.size(); i++) {
      KeyColumn column = columns.get(i);
      if (parts.get(i).type() != column.type()) {
        return invalidKey(
            "key column "
                + column.name()
                + " is "
                + column.type()
                + ", not "
                + parts.get(i).type());
      }
    }
    return parts.stream().allMatch(Placement::isEmpty)
        ? invalidKey("the key is empty; the table asks for " + names(columns))
        : Optional.empty();
  }

  /** Of such parts alone a key is made by mistake: by a variable that was not set. */
  private static boolean isEmpty(KeyPart part) {
    return (part instanceof KeyPart.Text text && text.value().isEmpty())
        || (part instanceof KeyPart.Binary bytes && bytes.value().isEmpty());
  }

  private static List<String> names(List<KeyColumn> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.name()));
    return names;
  }

  private static Optional<Refusal> invalidKey(String message) {
    return Optional.of(Refusal.of(RefusalCode.INVALID_KEY, message));
  }

  private static <T> Outcome<T> refused(RefusalCode code, String message) {
    return Outcome.refused(Refusal.of(code, message));
  }
}
