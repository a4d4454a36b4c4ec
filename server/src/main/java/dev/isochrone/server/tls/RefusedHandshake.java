package dev.isochrone.server.tls;

import java.security.cert.CertificateException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a caller's handshake failed, in words for a log. */
final class RefusedHandshake {
  private static final int CAUSES_MAX = 16;

  private RefusedHandshake() {}

  static String of(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (cause instanceof CertificateException) {
        return "its certificate is not taken: " + cause.getMessage();
      }
      if (cause.getClass().getSimpleName().equals("NotSslRecordException")) {
        return "it does not speak TLS"; // The library's text quotes what it sent instead.
      }
      cause = cause.getCause();
    }
    String said = String.valueOf(failure.getMessage());
    String upper = said.toUpperCase(Locale.ROOT).replace(' ', '_');
    if (upper.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
        || upper.contains("EMPTY_CLIENT_CERTIFICATE_CHAIN")) {
      return "it shows no certificate";
    }
    return said;
  }
}
