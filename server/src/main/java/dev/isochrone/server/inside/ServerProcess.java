package dev.isochrone.server.inside;

import java.util.Optional;

/**
 * What a server can tell of the process that it is.
 *
 * @param log empty: it is one of several in a process, whose log is not its own
 * @param configuration the text of its file; empty if it was started without one
 */
public record ServerProcess(Optional<LogControl> log, String configuration) {
  /** A server in somebody else's process. */
  public static final ServerProcess GUEST = new ServerProcess(Optional.empty(), "");
}
