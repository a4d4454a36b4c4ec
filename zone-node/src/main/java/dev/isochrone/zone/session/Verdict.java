package dev.isochrone.zone.session;

import dev.isochrone.model.refusal.Refusal;

/** What a session says of a write that is about to be applied. */
public sealed interface Verdict {
  /** It was not answered before: carry it out, and tell the session its answer. */
  enum Fresh implements Verdict {
    FRESH
  }

  /** It was answered so: carry out nothing. */
  record Answered(Answer answer) implements Verdict {}

  /** It may not be carried out: it is not known, and can't be, whether it was before. */
  record Refused(Refusal refusal) implements Verdict {}
}
