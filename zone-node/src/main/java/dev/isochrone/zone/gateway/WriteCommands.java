package dev.isochrone.zone.gateway;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.DeclaredColumns;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Home;
import dev.isochrone.placement.RowPlace;
import dev.isochrone.zone.partition.Command;
import dev.isochrone.zone.partition.Mutation;
import dev.isochrone.zone.partition.WriteLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a write as it was asked for, and the places of its rows, to the command for the log. */
final class WriteCommands {
  private WriteCommands() {}

  /**
   * Why these rows can't be written at once: they are not all different, of one partition key and
   * of one home. One row always can.
   *
   * @param places those of the request's rows, in their order
   */
  static Optional<Refusal> unfit(TableSpec table, List<RowPlace> places, WriteRequest request) {
    if (places.size() == 1) {
      return Optional.empty();
    }
    Outcome<Bytes> partitionKey =
        request
            .rows()
            .get(0)
            .key()
            .in(table)
            .map(key -> KeyTuple.encode(key.prefix(table.partitionKeyColumns())));
    if (partitionKey instanceof Outcome.Refused<Bytes> refused) {
      return Optional.of(refused.refusal());
    }
    Bytes prefix = ((Outcome.Done<Bytes>) partitionKey).value();
    Home home = places.get(0).home();
    Set<StoredKey> seen = new HashSet<>();
    for (int i = 0; i < places.size(); i++) {
      RowPlace place = places.get(i);
      // No encoded component is a prefix of another: equal beginnings are equal components.
      if (!place.key().tuple().startsWith(prefix)) {
        return invalid(i, "another partition key than row[0]; a write is of one");
      }
      if (!place.home().equals(home)) {
        return invalid(i, "another home than row[0]; a write has one");
      }
      if (!seen.add(place.key())) {
        return invalid(i, "a row that the write has already");
      }
    }
    return Optional.empty();
  }

  /**
   * The command; TOO_LARGE or INVALID_DOCUMENT if a document can't be written or is none of the
   * table's, INVALID_REQUEST if a causal context is not one of its row.
   */
  static Outcome<Command.Write> of(TableSpec table, List<RowPlace> places, WriteRequest request) {
    List<Mutation> mutations = new ArrayList<>(places.size());
    TableSpec.Versions versions = table.versions();
    for (int i = 0; i < places.size(); i++) {
      RowWrite row = request.rows().get(i);
      Optional<Bytes> document = Optional.empty();
      if (row.document().isPresent()) {
        Outcome<Bytes> encoded = encoded(table, row.document().get());
        if (encoded instanceof Outcome.Refused<Bytes> refused) {
          return Outcome.refused(inRow(i, request, refused.refusal()));
        }
        document = Optional.of(((Outcome.Done<Bytes>) encoded).value());
      }
      Outcome<Optional<CausalContext>> seen = seen(table, places.get(i).key(), row);
      if (seen instanceof Outcome.Refused<Optional<CausalContext>> refused) {
        return Outcome.refused(inRow(i, request, refused.refusal()));
      }
      Home home = places.get(i).home();
      mutations.add(
          new Mutation(
              places.get(i).key(),
              document,
              row.condition(),
              new Mutation.RoutedBy(home.ruleVersion(), home.epoch()),
              new RowVersion.WrittenBy(versions.schema(), versions.policy()),
              ((Outcome.Done<Optional<CausalContext>>) seen).value()));
    }
    return Outcome.done(new Command.Write(request.header().session(), mutations));
  }

  /** The refusal of one row; of several, it says which. Only for refusals that name no place. */
  static Refusal inRow(int i, WriteRequest request, Refusal refusal) {
    return request.rows().size() == 1
        ? refusal
        : Refusal.of(refusal.code(), "row[" + i + "]: " + refusal.message());
  }

  private static Optional<Refusal> invalid(int i, String what) {
    return Optional.of(Refusal.of(RefusalCode.INVALID_REQUEST, "row[" + i + "]: " + what));
  }

  /** What the writer says that he has seen of the row; a token of another row would lie for him. */
  private static Outcome<Optional<CausalContext>> seen(
      TableSpec table, StoredKey key, RowWrite row) {
    if (row.context().isEmpty()) {
      return Outcome.done(Optional.empty());
    }
    if (table.placement().locality().isHomed()) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.INVALID_REQUEST,
              "causal_context: the rows of " + table.name() + " have a home; use a condition"));
    }
    try {
      return Outcome.done(Optional.of(ContextTokens.read(key, row.context().get())));
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(
              unfit.problem() == FormatException.Problem.NEWER_FORMAT
                  ? RefusalCode.NEWER_FORMAT
                  : RefusalCode.INVALID_REQUEST,
              "causal_context: not one that a read of this row gave: " + unfit.getMessage()));
    }
  }

  private static Outcome<Bytes> encoded(TableSpec table, Document document) {
    Optional<Refusal> unfitting = DeclaredColumns.unfit(table, document);
    if (unfitting.isPresent()) {
      return Outcome.refused(unfitting.get());
    }
    int bytesMax = WriteLimits.DEFAULT.documentBytesMax();
    try {
      Bytes bytes = DocumentCodec.encode(document);
      return bytes.length() <= bytesMax
          ? Outcome.done(bytes)
          : Outcome.refused(
              Refusal.of(
                  RefusalCode.TOO_LARGE,
                  "the document has "
                      + bytes.length()
                      + " bytes; at most "
                      + bytesMax
                      + " are taken"));
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(RefusalCode.INVALID_DOCUMENT, String.valueOf(unfit.getMessage())));
    }
  }
}
