package dev.isochrone.model.row;

import dev.isochrone.model.Version;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.table.ConflictPolicy;

/**
 * An acknowledged version that was replaced by a writer who had not seen it: what it was, and what
 * took its place. Made once, in the log of the partition where the version was born; equal in all
 * regions.
 *
 * @param winner what displaced it there; later versions may have displaced that
 * @param policy by which it lost
 * @param policyVersion counts the changes of the table's policy
 */
public record ConflictRecord(
    StoredKey key,
    RowVersion loser,
    Version winner,
    ConflictPolicy policy,
    int policyVersion,
    State state) {

  /** What became of it; never goes back. The numbers stand in stores. */
  public enum State {
    /** The version is lost, as far as its region knows. */
    RECORDED(1),
    /** Somebody had read the version, and wrote over it, in another region. */
    WITHDRAWN(2);

    private final int number;

    State(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  public ConflictRecord {
    if (loser.version().equals(winner) || policyVersion < 0) {
      throw new IllegalArgumentException(
          loser.version() + " lost to " + winner + " by policy " + policyVersion);
    }
  }

  /** Its name. */
  public ConflictId id() {
    return new ConflictId(key, loser.version().stamp());
  }

  /** The same, in this state. */
  public ConflictRecord in(State state) {
    return new ConflictRecord(key, loser, winner, policy, policyVersion, state);
  }
}
