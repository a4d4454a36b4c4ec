package dev.isochrone.client.route;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RowPlace;
import java.util.List;
import java.util.Optional;

/**
 * Which servers can answer for a row, by one version of the directory.
 *
 * @param routes what it was found in
 * @param key typed by the table, and whole
 * @param filled whether the caller had left its region to be filled in
 * @param place the row's home and slot
 * @param home the servers of the partition that takes the row's writes; those that this client
 *     sends, if every region takes them
 */
public record Route(
    Routes routes, TableSpec table, Key key, boolean filled, RowPlace place, Replicas home) {

  /** The way to a row, or why there is none: {@code NO_SUCH_TABLE}, or placement's refusals. */
  public static Outcome<Route> find(Routes routes, TableName name, KeyForm form) {
    TableSpec table = routes.table(name);
    if (table == null) {
      return Outcome.refused(noSuchTable(routes.directory(), name));
    }
    try {
      Key given = form.in(table).orThrow();
      Optional<Key> filled = Placement.filled(table, given, routes.near());
      Key key = filled.orElse(given);
      RowPlace place =
          Placement.place(routes.directory(), table, key, routes.taking(table)).orThrow();
      Replicas home = routes.replicas(place.home().region(), place.slot());
      return Outcome.done(new Route(routes, table, key, filled.isPresent(), place, home));
    } catch (RefusedException unfit) {
      return Outcome.refused(unfit.refusal());
    }
  }

  /** Why there is no way to a table that the directory does not have. */
  public static Refusal noSuchTable(Directory directory, TableName name) {
    return Refusal.of(
        RefusalCode.NO_SUCH_TABLE,
        "there is no table " + name + "; the tables are " + directory.tables().keySet());
  }

  /** The whole key of a row of the same table, as its caller gave it. */
  public Outcome<Key> whole(KeyForm form) {
    return form.in(table).map(given -> Placement.filled(table, given, routes.near()).orElse(given));
  }

  /** By which truth the home was found; the home refuses a request that found it by another. */
  public RoutedBy routedBy() {
    return new RoutedBy(place.home().ruleVersion(), place.home().epoch());
  }

  /** The servers of the row's partition in the region that serves this client. */
  public Replicas nearby() {
    return routes.replicas(routes.taking(table, place.home().region()), place.slot());
  }

  /** Whether every region takes writes of the row, each in a log of its own. */
  public boolean isMultiMaster() {
    return !table.placement().locality().isHomed();
  }

  /** For reads that any replica may serve; see {@link Routes#nearFirst}. */
  public List<Endpoint> nearFirst(int turn) {
    return routes.nearFirst(table, place.home().region(), place.slot(), turn);
  }
}
