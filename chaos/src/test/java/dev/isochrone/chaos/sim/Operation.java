package dev.isochrone.chaos.sim;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that a client asked for, and what it was told. */
final class Operation {
  enum Verdict {
    OPEN,
    DONE,
    REFUSED,
    UNKNOWN
  }

  /**
   * What is asked for.
   *
   * @param keys of one partition
   * @param document for all keys; empty: they are deleted. No two operations write the same
   * @param condition of the first key
   * @param context of a row that every region writes: what its reader had seen; empty: blind
   */
  record Wish(
      List<StoredKey> keys,
      Optional<Bytes> document,
      Condition condition,
      Optional<CausalContext> context) {
    /** Of rows with a home. */
    Wish(List<StoredKey> keys, Optional<Bytes> document, Condition condition) {
      this(keys, document, condition, Optional.empty());
    }

    boolean isHomed() {
      return keys.get(0).tableId() == World.HOMED;
    }
  }

  private final int id;
  private final Wish wish;
  private final long beganMillis;
  private Verdict verdict = Verdict.OPEN;
  private long endedMillis = Long.MAX_VALUE;
  private @Nullable Version version;

  Operation(int id, Wish wish, long beganMillis) {
    this.id = id;
    this.wish = wish;
    this.beganMillis = beganMillis;
  }

  /** The first verdict counts. */
  boolean ends(Verdict how, @Nullable Version made, long nowMillis) {
    if (verdict != Verdict.OPEN) {
      return false;
    }
    verdict = how;
    version = made;
    endedMillis = how == Verdict.DONE ? nowMillis : Long.MAX_VALUE;
    return true;
  }

  int id() {
    return id;
  }

  Wish wish() {
    return wish;
  }

  Verdict verdict() {
    return verdict;
  }

  boolean is(Verdict what) {
    return verdict == what;
  }

  long beganMillis() {
    return beganMillis;
  }

  /** When the client knew that it was done; never, if it did not. */
  long endedMillis() {
    return endedMillis;
  }

  Optional<Version> version() {
    return Optional.ofNullable(version);
  }

  @Override
  public String toString() {
    return "operation " + id + " " + verdict + (version == null ? "" : " " + version);
  }
}
