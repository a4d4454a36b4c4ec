package dev.isochrone.chaos.history;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that a client did, from its asking to what it was told.
 *
 * @param id unique in its history, ascending in the order of asking
 * @param invokedNanos before the first byte left; the harness's monotonic clock
 */
public record Operation(
    long id, Client client, String key, Action action, long invokedNanos, Ending ending) {
  public Operation {
    if (ending instanceof Ending.Ok ok && !ok.answer().fits(action)) {
      throw new IllegalArgumentException(ok.answer() + " to " + action);
    }
    OptionalLong ended = endedNanos(ending);
    if (ended.isPresent() && ended.getAsLong() < invokedNanos) {
      throw new IllegalArgumentException("operation " + id + " ended before it was asked");
    }
  }

  /** The same, told otherwise. */
  public Operation ending(Ending other) {
    return new Operation(id, client, key, action, invokedNanos, other);
  }

  /** When its client learnt how it ended; empty if it never did. */
  public OptionalLong endedNanos() {
    return endedNanos(ending);
  }

  /**
   * Whether it was answered: a write took effect, a read saw, a condition was found not to hold.
   */
  public boolean isAnswered() {
    return ending instanceof Ending.Ok;
  }

  /** Whether it certainly had no effect. */
  public boolean isRefused() {
    return ending instanceof Ending.Failed;
  }

  /** Whether it may or may not have had its effect. */
  public boolean isUnknown() {
    return ending instanceof Ending.Unknown || ending instanceof Ending.Open;
  }

  /** Whether it asked for a change and was told that it took place. */
  public boolean isAcknowledgedWrite() {
    return answer().filter(answer -> answer instanceof Answer.Written).isPresent();
  }

  /** What it was told; empty if it was refused or is unknown. */
  public Optional<Answer> answer() {
    return ending instanceof Ending.Ok ok ? Optional.of(ok.answer()) : Optional.empty();
  }

  /** The version that an acknowledged write gave birth to, if its answer named it. */
  public Optional<Version> written() {
    return answer()
        .flatMap(
            answer ->
                answer instanceof Answer.Written written ? written.version() : Optional.empty());
  }

  /** The value that it asked to be written; empty for reads and deletes. */
  public Optional<String> value() {
    if (action instanceof Action.Write write) {
      return Optional.of(write.value());
    }
    return action instanceof Action.WriteIf write ? Optional.of(write.value()) : Optional.empty();
  }

  /** Whether its client knew how it ended before the other was asked. */
  public boolean precedes(Operation that) {
    OptionalLong ended = endedNanos();
    return ended.isPresent() && ended.getAsLong() < that.invokedNanos;
  }

  private static OptionalLong endedNanos(Ending ending) {
    if (ending instanceof Ending.Ok ok) {
      return OptionalLong.of(ok.nanos());
    }
    if (ending instanceof Ending.Failed failed) {
      return OptionalLong.of(failed.nanos());
    }
    return ending instanceof Ending.Unknown unknown
        ? OptionalLong.of(unknown.nanos())
        : OptionalLong.empty();
  }
}
