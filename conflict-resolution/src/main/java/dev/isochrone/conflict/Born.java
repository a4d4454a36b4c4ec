package dev.isochrone.conflict;

import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.RowVersion;
import java.util.Optional;

/**
 * A version about to be born.
 *
 * @param document encoded; empty: the row is deleted
 * @param seen what the writer had seen; empty: a blind write
 */
public record Born(
    Stamp stamp,
    Optional<Bytes> document,
    RowVersion.WrittenBy writtenBy,
    Optional<CausalContext> seen) {

  /** The version, by a writer who had seen this. */
  RowVersion after(CausalContext context) {
    return new RowVersion(
        new Version(0, stamp),
        document.isEmpty(),
        writtenBy,
        RowVersion.CauseOf.WRITE,
        context,
        document.orElse(Bytes.EMPTY));
  }
}
