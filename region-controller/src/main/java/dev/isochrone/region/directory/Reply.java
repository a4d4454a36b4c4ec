package dev.isochrone.region.directory;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.util.Optional;

/**
 * What became of a command.
 *
 * @param state after it; the same object as before where nothing was changed
 * @param refusal why nothing was; empty if the command is done, now or before
 */
public record Reply<S>(S state, Optional<Refusal> refusal) {
  static <S> Reply<S> done(S state) {
    return new Reply<>(state, Optional.empty());
  }

  static <S> Reply<S> refused(S state, RefusalCode code, String why) {
    return new Reply<>(state, Optional.of(Refusal.of(code, why)));
  }

  /** The state after it, or the refusal. */
  public Outcome<S> outcome() {
    return refusal.<Outcome<S>>map(Outcome::refused).orElseGet(() -> Outcome.done(state));
  }
}
