package dev.isochrone.replication;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.Change;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import java.time.Duration;
import java.util.Optional;

/**
 * What a batch must be before it may be proposed: whole and undamaged down to each record, of its
 * origin alone, and nothing in it from a future that no right clock has seen. What got into a log
 * is never refused again, so one bad batch let in here would push every clock of the region.
 *
 * @param clock what instants to take
 */
public record BatchInspection(ClockGuard clock) {
  /** Decodes the batch and all its records, conflicts included; any thread. */
  public Outcome<ChangeBatch> inspect(Bytes bytes) {
    if (bytes.length() > LinkConfig.BATCH_BYTES_LIMIT) {
      return refused(RefusalCode.TOO_LARGE, "batch of " + bytes);
    }
    try {
      ChangeBatch batch = ChangeBatchCodec.decode(bytes);
      return wrong(batch).<Outcome<ChangeBatch>>map(Outcome::refused).orElse(Outcome.done(batch));
    } catch (FormatException bad) {
      RefusalCode code =
          bad.problem() == Problem.NEWER_FORMAT
              ? RefusalCode.NEWER_FORMAT
              : RefusalCode.INVALID_REQUEST;
      return refused(code, "batch: " + bad.getMessage());
    }
  }

  private Optional<Refusal> wrong(ChangeBatch batch) throws FormatException {
    HlcTimestamp latest = batch.closed();
    for (Change change : batch.changes()) {
      Change.Subject subject = change.subject();
      Origin origin = subject.version().origin();
      if (!origin.equals(batch.source().origin().origin())) {
        return Optional.of(
            Refusal.of(
                RefusalCode.INVALID_REQUEST, "change " + change.sequence() + " is of " + origin));
      }
      latest = latest.max(subject.latest());
    }
    return tooFarAhead(clock.tooFarAheadMillis(latest));
  }

  /**
   * The refusal of a sender whose time is too far ahead of ours.
   *
   * @param aheadMillis how far; 0 if it is not
   */
  public static Optional<Refusal> tooFarAhead(long aheadMillis) {
    if (aheadMillis <= 0) {
      return Optional.empty();
    }
    Duration wait = Duration.ofMillis(Math.min(aheadMillis, Refusal.RETRY_AFTER_MAX.toMillis()));
    return Optional.of(
        Refusal.later(
            RefusalCode.CLOCK_STALLED,
            "the sender's time is " + aheadMillis + " ms ahead of this node's clock",
            wait));
  }

  private static Outcome<ChangeBatch> refused(RefusalCode code, String message) {
    return Outcome.refused(Refusal.of(code, message));
  }
}
