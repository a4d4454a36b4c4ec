package dev.isochrone.client.course;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.refusal.Refusal;
import java.time.Duration;

/** What a request does next. */
public sealed interface Step {
  /** Ask this server, now. */
  record Ask(Endpoint server) implements Step {}

  /** Ask this server after a pause; if there is no time for it, give up with the refusal. */
  record AskLater(Endpoint server, Duration pause, Refusal refusal) implements Step {}

  /** The directory is old: fetch it, likely from this server, and find the way anew. */
  record FetchDirectory(Endpoint likely, Refusal refusal) implements Step {}

  /** The session is over, and nothing was done in it: ask this server again in another one. */
  record ChangeSession(Endpoint server) implements Step {}

  /** Tell the caller. */
  record GiveUp(Refusal refusal) implements Step {}
}
