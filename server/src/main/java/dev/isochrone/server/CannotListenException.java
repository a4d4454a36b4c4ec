package dev.isochrone.server;

import java.io.IOException;

/** A server that could not begin to listen. The message says what to do. */
public final class CannotListenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why a server could not begin to listen. */
  public enum Reason {
    /** The host is no address of this machine that it knows. */
    UNKNOWN_HOST,
    /** The host can be reached from elsewhere, and there is no TLS. */
    BEYOND_LOOPBACK,
    /** The port is in use, or not for this user. */
    PORT_NOT_FREE
  }

  private final Reason reason;

  private CannotListenException(Reason reason, String message, IOException cause) {
    super(message, cause);
    this.reason = reason;
  }

  private CannotListenException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static CannotListenException unknownHost(ListenConfig config, IOException cause) {
    return new CannotListenException(
        Reason.UNKNOWN_HOST,
        "no address is known for " + config.host() + "; listen on 127.0.0.1, or mend the name",
        cause);
  }

  static CannotListenException beyondLoopback(ListenConfig config) {
    return new CannotListenException(
        Reason.BEYOND_LOOPBACK,
        config.host()
            + " can be reached from other machines, and there is no TLS: configure tls (isochrone cert"
            + " makes the certificates, docs/tls.md), or listen on 127.0.0.1");
  }

  /** The port is in use, or not for this user. */
  public static CannotListenException portNotFree(ListenConfig config, IOException cause) {
    return new CannotListenException(
        Reason.PORT_NOT_FREE,
        "port "
            + config.port()
            + " of "
            + config.host()
            + " can't be listened on ("
            + cause.getMessage()
            + "): stop what listens there, or give another port",
        cause);
  }

  public Reason reason() {
    return reason;
  }
}
