package dev.isochrone.model.refusal;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.document.Document;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a request was not carried out, and what the caller can do.
 *
 * @param message one sentence for a person; names only what the caller sent or may read, and as
 *     that may be long, is cut behind {@value #MESSAGE_CHARACTERS_MAX} characters
 * @param region ELSEWHERE: the region to ask
 * @param homeEpoch the epoch under which {@code region} is home; 0 if none is meant
 * @param retryAfter LATER: when a retry makes sense; zero is at once
 * @param endpoint ELSEWHERE: the server to ask, where it is known
 * @param current CONDITION_FAILED: the row as it is, for callers who may read it
 */
public record Refusal(
    RefusalCode code,
    String message,
    Optional<Region> region,
    int homeEpoch,
    Duration retryAfter,
    Optional<Endpoint> endpoint,
    Optional<CurrentRow> current) {

  /**
   * A row as a failed condition found it.
   *
   * @param version empty: the row was never written
   * @param document empty: there is no such row
   */
  public record CurrentRow(Optional<Version> version, Optional<Document> document) {}

  /** Refusals travel in headers, twice, and peers bound those to 8 KiB. */
  public static final int MESSAGE_CHARACTERS_MAX = 500;

  public static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(1);

  public Refusal {
    message = cut(message);
    if (homeEpoch < 0 || retryAfter.isNegative() || retryAfter.compareTo(RETRY_AFTER_MAX) > 0) {
      throw new IllegalArgumentException("home epoch " + homeEpoch + ", retry after " + retryAfter);
    }
  }

  /** A refusal that shows no row. */
  public Refusal(
      RefusalCode code,
      String message,
      Optional<Region> region,
      int homeEpoch,
      Duration retryAfter,
      Optional<Endpoint> endpoint) {
    this(code, message, region, homeEpoch, retryAfter, endpoint, Optional.empty());
  }

  /** The same, showing the row as the failed condition found it. */
  public Refusal showing(CurrentRow row) {
    return new Refusal(code, message, region, homeEpoch, retryAfter, endpoint, Optional.of(row));
  }

  /** A refusal that names no place and no time. */
  public static Refusal of(RefusalCode code, String message) {
    return new Refusal(code, message, Optional.empty(), 0, Duration.ZERO, Optional.empty());
  }

  /** A refusal for now: LATER. */
  public static Refusal later(RefusalCode code, String message, Duration retryAfter) {
    return new Refusal(code, message, Optional.empty(), 0, retryAfter, Optional.empty());
  }

  /**
   * A writer has seen what is later than this region's time: LATER, as soon as this region's clock
   * will have passed it by itself.
   *
   * @param clock what it shows now
   * @param seen the latest time of what the writer has seen; not below the clock
   */
  public static Refusal clockBehind(HlcTimestamp clock, HlcTimestamp seen) {
    long millis = Math.max(0, seen.millis() - clock.millis()) + 1; // Above it, to the last tick.
    return later(
        RefusalCode.CLOCK_BEHIND,
        "the causal context is of a time that this region's clock will have passed in "
            + millis
            + " ms",
        Duration.ofMillis(Math.min(millis, RETRY_AFTER_MAX.toMillis())));
  }

  /** The leader of a partition of this region is another node, perhaps not known. */
  public static Refusal notLeader(Region region, Optional<Endpoint> leader) {
    return leader.isPresent()
        ? new Refusal(
            RefusalCode.NOT_LEADER,
            "the leader is " + leader.get().node(),
            Optional.of(region),
            0,
            Duration.ZERO,
            leader)
        : later(
            RefusalCode.NO_LEADER,
            "no leader is known in " + region + "; an election takes one to two seconds",
            Duration.ofMillis(200));
  }

  /** No replica of the partition is here, and any will do, such as this one. */
  public static Refusal heldBy(Region region, Endpoint holder) {
    return new Refusal(
        RefusalCode.NOT_LEADER,
        "the partition is not on this node; " + holder.node() + " has it",
        Optional.of(region),
        0,
        Duration.ZERO,
        Optional.of(holder));
  }

  /** The row's home is another region, and the request asked not to be forwarded. */
  public static Refusal notHome(Region home, int homeEpoch) {
    return new Refusal(
        RefusalCode.NOT_HOME,
        "the row's home is " + home,
        Optional.of(home),
        homeEpoch,
        Duration.ZERO,
        Optional.empty());
  }

  /** What the caller can do about it. */
  public RefusalKind kind() {
    return code.kind();
  }

  /** The same answer, for code that answers by exception. */
  public RefusedException asException() {
    return new RefusedException(this);
  }

  /** The same, of a request that is known by this name. */
  public RefusedException asExceptionOf(String requestId) {
    return new RefusedException(this, requestId);
  }

  private static String cut(String message) {
    if (message.length() <= MESSAGE_CHARACTERS_MAX) {
      return message;
    }
    int end = MESSAGE_CHARACTERS_MAX - 3;
    if (Character.isHighSurrogate(message.charAt(end - 1))) {
      end--; // Never half a pair.
    }
    return message.substring(0, end) + "...";
  }

  /** The code alone: the message may name what the caller sent, and this text may reach a log. */
  @Override
  public String toString() {
    return code.toString();
  }
}
