package dev.isochrone.zone.gateway;

import dev.isochrone.model.Region;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fills in the regions that callers leave to us, where a request comes in: whoever it is sent on to
 * must not find another one. What does not fit its table stays as it is; others refuse it.
 */
final class WholeKeys {
  private WholeKeys() {}

  /**
   * The write by whole keys; empty if it has no others.
   *
   * @param here the region of a caller who does not say where it is
   */
  static Optional<WriteRequest> of(Directory directory, WriteRequest request, Region here) {
    Optional<TableSpec> table = open(directory, request.table());
    if (table.isEmpty()) {
      return Optional.empty();
    }
    Region caller = caller(request.header(), here);
    List<KeyForm> keys = new ArrayList<>(request.rows().size());
    boolean open = false;
    for (RowWrite row : request.rows()) {
      if (!(row.key().in(table.get()) instanceof Outcome.Done<Key> given)) {
        return Optional.empty();
      }
      Optional<Key> filled = Placement.filled(table.get(), given.value(), caller);
      open |= filled.isPresent();
      keys.add(new KeyForm.Typed(filled.orElse(given.value())));
    }
    return open ? Optional.of(request.of(keys)) : Optional.empty();
  }

  /** The reads by whole keys, in their order. */
  static List<Gateway.Asked> of(Directory directory, List<Gateway.Asked> asked, Region here) {
    List<Gateway.Asked> whole = new ArrayList<>(asked.size());
    for (Gateway.Asked one : asked) {
      ReadRequest given = one.request();
      Optional<TableSpec> table = open(directory, given.table());
      whole.add(
          table.isEmpty()
              ? one
              : new Gateway.Asked(
                  given.of(whole(table.get(), given.key(), caller(given.header(), here))),
                  one.limit()));
    }
    return whole;
  }

  /** The key, whole, of a question about a row. */
  static KeyForm of(Directory directory, TableName table, KeyForm key, Region caller) {
    return open(directory, table).map(spec -> whole(spec, key, caller)).orElse(key);
  }

  /** The answer to a write that was made whole, which names what it did not. */
  static CompletableFuture<Outcome<WriteAnswer>> named(
      WriteRequest whole, CompletableFuture<Outcome<WriteAnswer>> answer) {
    Key first = ((KeyForm.Typed) whole.rows().get(0).key()).key();
    return answer.thenApply(outcome -> outcome.map(written -> written.naming(first)));
  }

  static Region caller(RequestHeader header, Region here) {
    return header.callerRegion().orElse(here);
  }

  /** The table, if its keys can leave their region open. */
  private static Optional<TableSpec> open(Directory directory, TableName name) {
    return directory
        .table(name)
        .filter(table -> table.placement().rule() instanceof HomeRule.ByRegionColumn);
  }

  private static KeyForm whole(TableSpec table, KeyForm form, Region caller) {
    return form.in(table) instanceof Outcome.Done<Key> given
        ? Placement.filled(table, given.value(), caller)
            .<KeyForm>map(KeyForm.Typed::new)
            .orElse(form)
        : form;
  }
}
