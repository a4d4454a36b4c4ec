package dev.isochrone.chaos.sim.ground;

import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.row.CausalContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that a client asked for, and what it was told. */
public final class Operation {
  /** What the client was told. */
  public enum Verdict {
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
  public record Wish(
      List<StoredKey> keys,
      Optional<Bytes> document,
      Condition condition,
      Optional<CausalContext> context) {
    /** Of rows with a home. */
    public Wish(List<StoredKey> keys, Optional<Bytes> document, Condition condition) {
      this(keys, document, condition, Optional.empty());
    }

    /** Whether its rows have a home. */
    public boolean isHomed() {
      return Tables.isHomed(keys.get(0).tableId());
    }
  }

  private final int id;
  private final Wish wish;
  private final long beganMillis;
  private Verdict verdict = Verdict.OPEN;
  private long endedMillis = Long.MAX_VALUE;
  private @Nullable Version version;

  /** Something that a client begins to ask for. */
  public Operation(int id, Wish wish, long beganMillis) {
    this.id = id;
    this.wish = wish;
    this.beganMillis = beganMillis;
  }

  /** The first verdict counts. */
  public boolean ends(Verdict how, @Nullable Version made, long nowMillis) {
    if (verdict != Verdict.OPEN) {
      return false;
    }
    verdict = how;
    version = made;
    endedMillis = how == Verdict.DONE ? nowMillis : Long.MAX_VALUE;
    return true;
  }

  /** Counted from 0. */
  public int id() {
    return id;
  }

  /** What was asked for. */
  public Wish wish() {
    return wish;
  }

  /** What the client was told. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether this is the verdict. */
  public boolean is(Verdict what) {
    return verdict == what;
  }

  /** When the client began. */
  public long beganMillis() {
    return beganMillis;
  }

  /** When the client knew that it was done; never, if it did not. */
  public long endedMillis() {
    return endedMillis;
  }

  /** Under which version it was done. */
  public Optional<Version> version() {
    return Optional.ofNullable(version);
  }

  @Override
  public String toString() {
    return "operation " + id + " " + verdict + (version == null ? "" : " " + version);
  }
}
