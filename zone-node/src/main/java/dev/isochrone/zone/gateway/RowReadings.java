package dev.isochrone.zone.gateway;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.zone.partition.PartitionReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a row as a replica has it to what its reader is told. */
final class RowReadings {
  private RowReadings() {}

  /**
   * A row as it was read.
   *
   * @param version the greatest that it has; empty: it was never written
   */
  record Reading(
      Optional<Version> version,
      Optional<Document> document,
      List<Sibling> siblings,
      Optional<ContextToken> context) {
    static final Reading NEVER_WRITTEN =
        new Reading(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    ReadAnswer under(AnswerHeader header) {
      return new ReadAnswer(header, document, siblings, context);
    }
  }

  /** The row as it is applied here, now; {@code CORRUPT} if it can't be read. */
  static Outcome<Reading> of(TableSpec table, StoredKey key, PartitionReplica replica) {
    try {
      return table.placement().locality().isHomed()
          ? Outcome.done(homed(replica.readLocal(key).orThrow()))
          : Outcome.done(multiMaster(key, replica.siblingsLocal(key).orThrow()));
    } catch (RefusedException damaged) {
      return Outcome.refused(damaged.refusal());
    } catch (FormatException damaged) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.CORRUPT, "the stored document can't be read; ask another replica"));
    }
  }

  private static Reading homed(Optional<RowVersion> found) throws FormatException {
    return found.isEmpty()
        ? Reading.NEVER_WRITTEN
        : new Reading(
            Optional.of(found.get().version()), document(found.get()), List.of(), Optional.empty());
  }

  private static Reading multiMaster(StoredKey key, Optional<SiblingSet> found)
      throws FormatException {
    if (found.isEmpty()) {
      return Reading.NEVER_WRITTEN;
    }
    SiblingSet row = found.get();
    Optional<Version> newest = Optional.of(row.newest().version());
    Optional<ContextToken> context = Optional.of(ContextTokens.of(key, row.context()));
    if (row.isSingle()) {
      return new Reading(newest, document(row.newest()), List.of(), context);
    }
    List<Sibling> siblings = new ArrayList<>(row.versions().size());
    for (RowVersion version : row.versions().values()) {
      siblings.add(new Sibling(version.version(), document(version)));
    }
    return new Reading(newest, Optional.empty(), siblings, context);
  }

  private static Optional<Document> document(RowVersion version) throws FormatException {
    return version.tombstone()
        ? Optional.empty()
        : Optional.of(DocumentCodec.stored(version.payload()));
  }
}
