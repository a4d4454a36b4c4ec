package dev.isochrone.placement;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What home rules mean: first what the directory says of this very partition key, then of its home
 * value, then the table's rule. Pure.
 */
final class Homes {
  /** Every home by rule is the first one; one that was moved has a greater epoch. */
  static final int FIRST_EPOCH = 1;

  /** Of multi-master rows: nothing is ever handed over. */
  private static final int NO_EPOCH = 0;

  private Homes() {}

  /**
   * The home of the rows whose key begins so, or {@code NO_HOME}, {@code INVALID_KEY}, {@code
   * NO_SINGLE_HOME}.
   *
   * @param key fits the table's columns, and has all of the partition key's at least
   * @param from takes the writes of multi-master rows; without it they have no one home
   */
  static Outcome<Home> of(
      Directory directory, TableSpec table, Key key, Optional<Region> from) {
    int version = table.versions().rule();
    if (!table.placement().locality().isHomed()) {
      return from.map(here -> Outcome.done(new Home(here, version, NO_EPOCH)))
          .orElseGet(
              () ->
                  Outcome.refused(
                      Refusal.of(
                          RefusalCode.NO_SINGLE_HOME,
                          "the rows of " + table.name() + " are written in every region")));
    }
    return directory
        .overrides()
        .find(table, key)
        .map(moved -> Outcome.done(new Home(moved.home(), version, moved.epoch())))
        .orElseGet(
            () ->
                byRule(directory, table, key)
                    .map(region -> new Home(region, version, FIRST_EPOCH)));
  }

  /** The component that alone decides by the table's rule, if one does. */
  static Optional<KeyPart> homeValue(TableSpec table, Key key) {
    List<KeyColumn> columns = table.placement().rule().columns();
    return columns.size() == 1
        ? Optional.of(part(table, key, columns.get(0).name()))
        : Optional.empty();
  }

  private static Outcome<Region> byRule(Directory directory, TableSpec table, Key key) {
    HomeRule rule = table.placement().rule();
    if (rule instanceof HomeRule.Pinned pinned) {
      return Outcome.done(pinned.region());
    } else if (rule instanceof HomeRule.ByRegionColumn named) {
      return named(directory, table, text(part(table, key, named.column())));
    } else if (rule instanceof HomeRule.ByValue mapped) {
      String value = text(part(table, key, mapped.column()));
      return found(mapped.regions().get(value), table, mapped.column() + " = " + value);
    } else if (rule instanceof HomeRule.ByHash spread) {
      Key partitionKey = key.prefix(table.partitionKeyColumns());
      return Outcome.done(WeightedRendezvous.pick(spread.weights(), KeyTuple.encode(partitionKey)));
    } else if (rule instanceof HomeRule.ByLocation located) {
      return nearest(located, table, key);
    } else if (rule instanceof HomeRule.ByRange ranged) {
      return within(ranged, table, part(table, key, ranged.column()));
    }
    throw new AssertionError(rule); // Everywhere: by that rule nobody asks here.
  }

  private static Outcome<Region> named(Directory directory, TableSpec table, String name) {
    Set<Region> homes = directory.homes(table);
    Optional<Region> region =
        Region.isName(name)
            ? Optional.of(new Region(name)).filter(homes::contains)
            : Optional.empty();
    String domain =
        table.placement().residency().map(bound -> " of its domain " + bound).orElse("");
    return region
        .map(Outcome::done)
        .orElseGet(
            () -> noHome(table, "region " + name + "; the regions" + domain + " are " + homes));
  }

  private static Outcome<Region> nearest(HomeRule.ByLocation rule, TableSpec table, Key key) {
    long latitude = number(part(table, key, rule.latitude()));
    long longitude = number(part(table, key, rule.longitude()));
    if (!Coordinates.areOnEarth(latitude, longitude)) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.INVALID_KEY,
              rule.latitude() + " and " + rule.longitude() + ": " + Coordinates.ranges()));
    }
    return Outcome.done(
        GreatCircle.nearest(rule.regions(), new Coordinates((int) latitude, (int) longitude)));
  }

  private static Outcome<Region> within(HomeRule.ByRange rule, TableSpec table, KeyPart value) {
    return rule.spans().stream()
        .filter(span -> span.contains(value))
        .findFirst()
        .map(span -> Outcome.done(span.region()))
        .orElseGet(() -> noHome(table, "this " + rule.column() + ": it lies in no span"));
  }

  private static Outcome<Region> found(@Nullable Region region, TableSpec table, String asked) {
    return region == null ? noHome(table, asked) : Outcome.done(region);
  }

  private static Outcome<Region> noHome(TableSpec table, String asked) {
    return Outcome.refused(
        Refusal.of(RefusalCode.NO_HOME, table.name() + " has no home for " + asked));
  }

  private static KeyPart part(TableSpec table, Key key, String column) {
    int i = 0;
    while (!table.key().get(i).name().equals(column)) {
      i++;
    }
    return key.parts().get(i);
  }

  /** The table's constructor saw to the column's type, as it did for numbers. */
  private static String text(KeyPart part) {
    return ((KeyPart.Text) part).value();
  }

  private static long number(KeyPart part) {
    return ((KeyPart.Int64) part).value();
  }
}
