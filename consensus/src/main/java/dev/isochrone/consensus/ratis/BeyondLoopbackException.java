package dev.isochrone.consensus.ratis;

import dev.isochrone.consensus.Member;
import java.io.IOException;
import java.net.InetAddress;

/** Other machines could reach the consensus port, and there is no TLS: they could change groups. */
public final class BeyondLoopbackException extends IOException {
  private static final long serialVersionUID = 1;

  private BeyondLoopbackException(Member listen) {
    super(
        listen.host()
            + ", where consensus is to listen, can be reached from other machines, and there is no TLS:"
            + " configure tls (isochrone cert makes the certificates, docs/tls.md), or listen on"
            + " 127.0.0.1");
  }

  static void requireLoopback(Member listen) throws IOException {
    if (!InetAddress.getByName(listen.host()).isLoopbackAddress()) {
      throw new BeyondLoopbackException(listen);
    }
  }
}
