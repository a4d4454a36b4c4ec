package dev.isochrone.model.row;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;

/**
 * One version of a row, in plain form: what a record of docs/formats.md, section 4, says.
 *
 * @param tombstone the row is deleted at this version; the payload is empty
 * @param writtenBy the schema and policy in force at its birth
 * @param context what its writer had seen; empty in homed tables
 * @param payload an encoded document
 */
public record RowVersion(
    Version version,
    boolean tombstone,
    WrittenBy writtenBy,
    CauseOf cause,
    CausalContext context,
    Bytes payload) {

  /** The versions of schema and policy by which a version was written. */
  public record WrittenBy(int schemaVersion, int policyVersion) {
    public WrittenBy {
      if (schemaVersion < 0 || policyVersion < 0) {
        throw new IllegalArgumentException("schema " + schemaVersion + ", policy " + policyVersion);
      }
    }
  }

  /**
   * Why the version came to be, and what for.
   *
   * @param id the transaction's or conflict record's id; empty for a plain write
   */
  public record CauseOf(Cause cause, Bytes id) {
    public static final CauseOf WRITE = new CauseOf(Cause.WRITE, Bytes.EMPTY);

    public CauseOf {
      if (cause == Cause.WRITE && !id.isEmpty()) {
        throw new IllegalArgumentException("a plain write with a cause id");
      }
    }
  }

  public RowVersion {
    if (tombstone && !payload.isEmpty()) {
      throw new IllegalArgumentException("a tombstone with a payload");
    }
  }
}
