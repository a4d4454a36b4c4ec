package dev.isochrone.wire.tls;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed handshake means, for people. The libraries below tell it by classes and texts of
 * their own, two of them and each in its way; what they say is looked for here and nowhere else.
 */
public final class TlsTrouble {
  /** What the other side said in an alert, as both libraries write it, and what it means. */
  private record Alert(String name, String meaning) {}

  private static final List<Alert> ALERTS =
      List.of(
          new Alert(
              "certificate_required",
              "the server demands a certificate, and was shown none; give it one of its client-ca"),
          new Alert(
              "certificate_expired",
              "the server says that this side's certificate has expired; make a new one with isochrone"
                  + " cert"),
          new Alert(
              "unknown_ca",
              "the server does not know the authority of this side's certificate; give one of its client-ca"),
          new Alert(
              "bad_certificate",
              "the server does not take this side's certificate; give one of its client-ca"),
          new Alert(
              "certificate_unknown",
              "the server does not take this side's certificate; give one of its client-ca, which has"
                  + " not expired"),
          // So OpenSSL's library says it of an authority that it does not know.
          new Alert(
              "internal_error",
              "the server does not take this side's certificate; give one of its client-ca"),
          new Alert(
              "protocol_version",
              "the server speaks no TLS 1.3, and nothing older is spoken here"));

  private static final int CAUSES_MAX = 16;

  private TlsTrouble() {}

  /** What is wrong and what to do, if it is TLS that failed. */
  public static Optional<String> of(Throwable failure) {
    List<Throwable> causes = causes(failure);
    Optional<String> own =
        causes.stream().flatMap(c -> ofCertificate(c, causes).stream()).findFirst();
    if (own.isPresent()) {
      return own;
    }
    for (Throwable cause : causes) {
      String text = text(cause);
      if (cause.getClass().getSimpleName().equals("NotSslRecordException")) {
        return Optional.of(
            "the server does not speak TLS; leave the certificates away, or configure tls there");
      } else if (text.contains("not settings") && text.contains("bytes: 1503")) {
        return Optional.of(
            "the server speaks TLS, and this side does not; give it a certificate (--tls-ca,"
                + " --tls-cert, --tls-key)");
      }
    }
    return causes.stream()
        .filter(SSLException.class::isInstance)
        .findFirst()
        .map(TlsTrouble::ofAlert);
  }

  /** What this side holds against the other's certificate. */
  private static Optional<String> ofCertificate(Throwable cause, List<Throwable> all) {
    if (!(cause instanceof CertificateException)) {
      return Optional.empty();
    }
    if (has(all, CertificateExpiredException.class)) {
      return Optional.of(
          "the server's certificate has expired; make a new one with isochrone cert node");
    }
    if (has(all, CertificateNotYetValidException.class)) {
      return Optional.of(
          "the server's certificate is not valid yet; check the clocks of both machines");
    }
    String text = text(cause);
    if (text.contains("subject alternative") || text.contains("no name matching")) {
      return Optional.of(
          "the server's certificate is for another name ("
              + cause.getMessage()
              + "); address it by a name in its certificate, or make one with --host");
    }
    return Optional.of(
        "the server's certificate is of an authority that is not trusted here; check ca"
            + " (--tls-ca), or whom the address belongs to");
  }

  private static String ofAlert(Throwable cause) {
    String text = text(cause).replace(' ', '_');
    return ALERTS.stream()
        .filter(alert -> text.contains(alert.name()))
        .map(Alert::meaning)
        .findFirst()
        .orElse("TLS with the server failed: " + cause.getMessage());
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    @Nullable Throwable next = failure;
    while (next != null && causes.size() < CAUSES_MAX) {
      causes.add(next);
      next = next.getCause();
    }
    return causes;
  }
}
