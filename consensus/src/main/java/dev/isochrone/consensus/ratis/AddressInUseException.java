package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Member;
import java.io.IOException;

/** The consensus port can't be bound: another process has it, or the host is not ours. */
public final class AddressInUseException extends IOException {
  private static final long serialVersionUID = 1;

  AddressInUseException(Member listen, Throwable cause) {
    super("can't listen on " + listen.host() + ":" + listen.port(), cause);
  }
}
