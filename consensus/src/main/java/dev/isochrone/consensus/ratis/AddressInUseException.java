package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Member;
import java.io.IOException;

/**
 * The consensus port can't be bound: another process has it, or the host is not ours. The message
 * says what to do.
 */
public final class AddressInUseException extends IOException {
  private static final long serialVersionUID = 1;

  AddressInUseException(Member listen, Throwable cause) {
    super(
        "can't listen on "
            + listen.host()
            + ":"
            + listen.port()
            + " for consensus: stop what listens there, or give another port",
        cause);
  }
}
