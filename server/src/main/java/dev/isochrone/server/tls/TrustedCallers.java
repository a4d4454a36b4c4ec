package dev.isochrone.server.tls;

import dev.isochrone.server.ListenConfig;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificates a port takes. */
public final class TrustedCallers {
  private TrustedCallers() {}

  static X509ExtendedTrustManager of(ListenConfig.Tls tls) {
    return switch (tls.callers()) {
      case CLIENTS -> tls.credentials().clients();
      case NODES -> tls.credentials().nodes(refused -> {}); // The handshake's end tells it.
    };
  }

  /** TLS of the port, as the JDK's own servers take it: of version 1.3 alone. */
  public static SSLContext context(ListenConfig.Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {tls.credentials().keys()}, new TrustManager[] {of(tls)}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS 1.3", impossible);
    }
  }
}
