package dev.isochrone.server.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Signs certificates, with ECDSA over P-256. The form is RFC 5280's.
 *
 * @param certificate its own
 * @param key fits it
 */
public record Authority(X509Certificate certificate, PrivateKey key) {
  private static final String CURVE = "secp256r1";
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final String SIGNATURE_ID = "1.2.840.10045.4.3.2";
  private static final int VERSION_3 = 2;
  private static final int SERIAL_BYTES = 16;
  private static final int KEY_ID_BYTES = 20;

  /** A peer whose clock is a little late must not find a new certificate to be of the future. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    /** As a record's text would be, without the key. */
    @Override
    public String toString() {
      return "Issued[" + certificate.getSubjectX500Principal() + "]";
    }
  }

  /**
   * How long a certificate is valid.
   *
   * @param from when it is issued; it is valid from five minutes before
   */
  public record Validity(Instant from, Duration length) {
    public Validity {
      if (length.isNegative() || length.isZero()) {
        throw new IllegalArgumentException("valid for " + length);
      }
    }

    Instant end() {
      return from.plus(length);
    }
  }

  /** A new authority, which signs itself. */
  public static Authority create(String name, Validity validity) {
    KeyPair keys = keys();
    Subject subject = Subject.authority(name);
    byte[] signed =
        toBeSigned(subject, keys.getPublic(), principal(name), keys.getPublic(), validity);
    return new Authority(certificate(signed, keys.getPrivate()), keys.getPrivate());
  }

  /** A new certificate with a new key. It does not outlive the authority's own. */
  public Issued issue(Subject subject, Validity validity) {
    Instant end = certificate.getNotAfter().toInstant();
    Validity within =
        validity.end().isAfter(end)
            ? new Validity(validity.from(), Duration.between(validity.from(), end))
            : validity;
    KeyPair keys = keys();
    byte[] signed =
        toBeSigned(
            subject,
            keys.getPublic(),
            certificate.getSubjectX500Principal(),
            certificate.getPublicKey(),
            within);
    return new Issued(certificate(signed, key), keys.getPrivate());
  }

  /** As a record's text would be, without the key. */
  @Override
  public String toString() {
    return "Authority[" + certificate.getSubjectX500Principal() + "]";
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + CURVE, impossible);
    }
  }

  private static X500Principal principal(String name) {
    return new X500Principal("CN=" + name);
  }

  private static byte[] toBeSigned(
      Subject subject, PublicKey key, X500Principal issuer, PublicKey signer, Validity validity) {
    return Der.sequence(
        Der.explicit(0, Der.integer(BigInteger.valueOf(VERSION_3))),
        Der.integer(serial(key)),
        signatureAlgorithm(),
        issuer.getEncoded(),
        Der.sequence(Der.time(validity.from().minus(CLOCKS_DIFFER)), Der.time(validity.end())),
        principal(subject.name()).getEncoded(),
        key.getEncoded(),
        Der.explicit(3, Der.sequence(extensions(subject, key, signer))));
  }

  private static X509Certificate certificate(byte[] toBeSigned, PrivateKey signer) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(signer);
      signature.update(toBeSigned);
      byte[] whole = Der.sequence(toBeSigned, signatureAlgorithm(), Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException unfit) {
      throw new IllegalArgumentException("this authority's key can't sign: " + unfit.getMessage());
    }
  }

  private static byte[] signatureAlgorithm() {
    return Der.sequence(Der.id(SIGNATURE_ID));
  }

  /** Positive, and no other certificate's, as the standard demands: no other has this key. */
  private static BigInteger serial(PublicKey key) {
    return new BigInteger(/* signum= */ 1, Arrays.copyOf(sha256(key), SERIAL_BYTES)).shiftRight(1);
  }

  private static byte[] extensions(Subject subject, PublicKey key, PublicKey signer) {
    List<byte[]> all = new ArrayList<>();
    boolean signs = subject.purpose() == Purpose.AUTHORITY;
    all.add(
        critical(
            "2.5.29.19",
            signs ? Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO)) : Der.sequence()));
    all.add(critical("2.5.29.15", Der.bits(subject.purpose().keyUsage())));
    all.add(extension("2.5.29.14", Der.octets(keyId(key))));
    all.add(extension("2.5.29.35", Der.sequence(Der.implicit(0, keyId(signer)))));
    if (!signs) {
      all.add(
          extension(
              "2.5.29.37",
              Der.sequence(
                  subject.purpose().extendedKeyUsage().stream()
                      .map(Der::id)
                      .toArray(byte[][]::new))));
    }
    byte[] names = alternativeNames(subject);
    if (names.length > 0) {
      all.add(extension("2.5.29.17", Der.sequence(names)));
    }
    return Der.joined(all.toArray(byte[][]::new));
  }

  private static byte[] critical(String id, byte[] value) {
    return Der.sequence(Der.id(id), Der.yes(), Der.octets(value));
  }

  private static byte[] extension(String id, byte[] value) {
    return Der.sequence(Der.id(id), Der.octets(value));
  }

  /** Hosts by name (tag 2) or address (tag 7), and the region as a URI (tag 6). */
  private static byte[] alternativeNames(Subject subject) {
    List<byte[]> names = new ArrayList<>();
    for (String host : subject.hosts()) {
      names.add(
          Subject.addressOf(host)
              .map(address -> Der.implicit(7, address))
              .orElseGet(() -> Der.implicit(2, ascii(host))));
    }
    subject
        .region()
        .ifPresent(region -> names.add(Der.implicit(6, ascii(Subject.REGION_URI + region.name()))));
    return Der.joined(names.toArray(byte[][]::new));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** As RFC 7093 has it: a name for the key, not a proof. */
  private static byte[] keyId(PublicKey key) {
    return Arrays.copyOf(sha256(key), KEY_ID_BYTES);
  }

  private static byte[] sha256(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
