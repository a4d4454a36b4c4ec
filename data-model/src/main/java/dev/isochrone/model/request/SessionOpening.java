package dev.isochrone.model.request;

import dev.isochrone.hlc.HlcTimestamp;

/**
 * A session, as a server gives it.
 *
 * @param header names the region that served as home, in epoch 0: a session has none
 * @param session its id; never 0
 * @param opened its time; both stand in every {@link SessionStep} of the session
 */
public record SessionOpening(AnswerHeader header, long session, HlcTimestamp opened) {
  public SessionOpening {
    if (session == 0) {
      throw new IllegalArgumentException("session 0");
    }
  }
}
