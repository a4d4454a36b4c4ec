package dev.isochrone.server.certificate;

import java.util.List;

/** What a certificate is for. */
public enum Purpose {
  /** Signs others, and does nothing else. */
  AUTHORITY,
  /** A server's: is called, and calls other servers. */
  NODE,
  /** A client's: calls. */
  CLIENT;

  private static final int DIGITAL_SIGNATURE = 0x80;
  private static final int SIGNS_CERTIFICATES = 0x04;
  private static final int SIGNS_REVOCATIONS = 0x02;
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CALLER = "1.3.6.1.5.5.7.3.2";

  /** The bits of RFC 5280, 4.2.1.3, the first one the highest. */
  int keyUsage() {
    return this == AUTHORITY ? SIGNS_CERTIFICATES | SIGNS_REVOCATIONS : DIGITAL_SIGNATURE;
  }

  /** Object identifiers of RFC 5280, 4.2.1.12. */
  List<String> extendedKeyUsage() {
    return switch (this) {
      case AUTHORITY -> List.of();
      case NODE -> List.of(SERVER, CALLER);
      case CLIENT -> List.of(CALLER);
    };
  }
}
