package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.GroupId;
import dev.isochrone.consensus.LogPosition;
import java.io.IOException;

/**
 * A member has state, but its log and its votes are gone. It must not come back under its old id:
 * it could vote a second time in a term.
 */
public final class LogLostException extends IOException {
  private static final long serialVersionUID = 1;

  LogLostException(GroupId group, LogPosition durable) {
    super("group " + group + " has state up to " + durable + " and no log");
  }
}
