package dev.isochrone.placement;

import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From a table and a range of it to the place of its rows; {@link Placement} for many. Pure. */
public final class Ranges {
  private Ranges() {}

  /**
   * The rows' place, or why the range has none: {@code INVALID_KEY}, {@code TOO_LARGE}, {@code
   * NO_HOME}, {@code NOT_SUPPORTED}.
   *
   * @param table of this directory
   * @param from takes the writes of multi-master rows: {@link Directory#taking}
   */
  public static Outcome<RangePlace> place(
      Directory directory, TableSpec table, ScanRange range, Region from) {
    return place(directory, table, range, Optional.of(from));
  }

  /**
   * The place that the rows have wherever one asks from; {@code NO_SINGLE_HOME} if that of one
   * partition key of a multi-master table is asked for.
   */
  public static Outcome<RangePlace> place(Directory directory, TableSpec table, ScanRange range) {
    return place(directory, table, range, Optional.empty());
  }

  private static Outcome<RangePlace> place(
      Directory directory, TableSpec table, ScanRange range, Optional<Region> from) {
    Optional<Refusal> unfit =
        Placement.unserved(table)
            .or(
                () ->
                    Stream.of(range.prefix(), range.from(), range.to())
                        .flatMap(Optional::stream)
                        .flatMap(bound -> unfit(table, bound).stream())
                        .findFirst());
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    RangePlace.Tuples tuples =
        new RangePlace.Tuples(tuple(range.prefix()), tuple(range.from()), tuple(range.to()));
    boolean withinOne =
        range.prefix().filter(key -> key.parts().size() >= table.partitionKeyColumns()).isPresent();
    return withinOne
        ? withinOne(directory, table, range.prefix().orElseThrow(), tuples, from)
        : Outcome.done(
            new RangePlace(
                StoredKeyRange.table(table.id()), Optional.of(tuples), Optional.empty()));
  }

  private static Outcome<RangePlace> withinOne(
      Directory directory,
      TableSpec table,
      Key prefix,
      RangePlace.Tuples tuples,
      Optional<Region> from) {
    Slot slot = Placement.slot(KeyTuple.encode(prefix.prefix(table.partitionKeyColumns())));
    StoredKeyRange all = StoredKeyRange.prefixed(table.id(), slot, tuples.prefix());
    StoredKeyRange above = all.atOrAbove(StoredKey.row(table.id(), slot, tuples.from()).bytes());
    StoredKeyRange between =
        tuples.to().isEmpty()
            ? above
            : above.below(StoredKey.row(table.id(), slot, tuples.to()).bytes());
    return Homes.of(directory, table, prefix, from)
        .map(
            home ->
                new RangePlace(
                    between,
                    Optional.empty(),
                    Optional.of(new RangePlace.PartitionKey(home, slot))));
  }

  private static Bytes tuple(Optional<Key> key) {
    return key.map(KeyTuple::encode).orElse(Bytes.EMPTY);
  }

  private static Optional<Refusal> unfit(TableSpec table, Key bound) {
    List<KeyColumn> columns = table.key();
    List<KeyPart> parts = bound.parts();
    if (parts.size() > columns.size()) {
      return refusal(
          RefusalCode.INVALID_KEY,
          parts.size() + " components; keys of " + table.name() + " have " + columns.size());
    }
    for (int i = 0; i < parts.size(); i++) {
      KeyColumn column = columns.get(i);
      if (parts.get(i).type() != column.type()) {
        return refusal(
            RefusalCode.INVALID_KEY,
            "key column "
                + column.name()
                + " is "
                + column.type()
                + ", not "
                + parts.get(i).type());
      }
    }
    return KeyTuple.encode(bound).length() > KeyTuple.BYTES_MAX
        ? refusal(RefusalCode.TOO_LARGE, "a bound has more than " + KeyTuple.BYTES_MAX + " bytes")
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(RefusalCode code, String message) {
    return Optional.of(Refusal.of(code, message));
  }
}
