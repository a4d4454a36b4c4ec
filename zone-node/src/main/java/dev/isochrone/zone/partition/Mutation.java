package dev.isochrone.zone.partition;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import java.util.Optional;

/**
 * What a write does to one row.
 *
 * @param document the row's new content, encoded; empty: the row is deleted
 * @param condition must hold in apply
 * @param routedBy the truth by which the row's home was found
 * @param context what the writer had seen; empty: a blind write
 */
public record Mutation(
    StoredKey key,
    Optional<Bytes> document,
    Condition condition,
    RoutedBy routedBy,
    RowVersion.WrittenBy writtenBy,
    Optional<CausalContext> context) {

  /** The rule version and home epoch by which a row's home was found. */
  public record RoutedBy(int ruleVersion, int homeEpoch) {
    public RoutedBy {
      if (ruleVersion < 0 || homeEpoch < 0) {
        throw new IllegalArgumentException("rule " + ruleVersion + ", epoch " + homeEpoch);
      }
    }
  }
}
