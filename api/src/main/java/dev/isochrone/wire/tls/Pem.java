package dev.isochrone.wire.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in the text form of RFC 7468. */
public final class Pem {
  /** No certificate or key of any use is nearly as long. */
  private static final long FILE_BYTES_MAX = 1 << 20;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final int LINE = 64;

  private Pem() {}

  /** What stands between a label's two lines. */
  private record Block(String label, String base64) {
    byte[] bytes(Path file) throws TlsFileException {
      try {
        return Base64.getMimeDecoder().decode(base64);
      } catch (IllegalArgumentException malformed) {
        throw new TlsFileException(file, "is damaged: a " + label + " is not base64");
      }
    }
  }

  /** The file's certificates, in its order; at least one. */
  public static List<X509Certificate> certificates(Path file) throws TlsFileException {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label().equals(CERTIFICATE)) {
        found.add(certificate(file, block.bytes(file)));
      }
    }
    if (found.isEmpty()) {
      throw new TlsFileException(file, "holds no certificate; PEM is taken, BEGIN CERTIFICATE");
    }
    return found;
  }

  /** The file's private key. */
  public static PrivateKey key(Path file) throws TlsFileException {
    List<Block> blocks = blocks(file);
    for (Block block : blocks) {
      if (block.label().equals(KEY)) {
        return key(file, block.bytes(file));
      }
    }
    for (Block block : blocks) {
      if (block.label().endsWith(KEY)) {
        throw new TlsFileException(
            file,
            "holds a "
                + block.label()
                + ", and only an unencrypted PKCS #8 PRIVATE KEY is taken; openssl pkcs8 -topk8 -nocrypt turns one"
                + " into the other");
      }
    }
    throw new TlsFileException(file, "holds no private key; PEM is taken, BEGIN PRIVATE KEY");
  }

  /** A certificate as text. */
  public static String of(X509Certificate certificate) {
    try {
      return text(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException impossible) {
      throw new IllegalStateException("a certificate without an encoding", impossible);
    }
  }

  /** A private key as text; for a file that nobody else may read. */
  public static String of(PrivateKey key) {
    return text(KEY, key.getEncoded());
  }

  private static String text(String label, byte[] bytes) {
    byte[] newline = {'\n'};
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(LINE, newline).encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static X509Certificate certificate(Path file, byte[] bytes) throws TlsFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException unreadable) {
      throw new TlsFileException(file, "holds a certificate that can't be read");
    }
  }

  private static PrivateKey key(Path file, byte[] bytes) throws TlsFileException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (NoSuchAlgorithmException absent) {
        throw new IllegalStateException("every JDK has " + algorithm, absent);
      } catch (GeneralSecurityException another) {
        // Of another algorithm, then. What it says is not passed on: it may quote the key.
      }
    }
    throw new TlsFileException(
        file, "holds a private key that can't be read; taken are " + KEY_ALGORITHMS);
  }

  private static List<Block> blocks(Path file) throws TlsFileException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text(file));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static String text(Path file) throws TlsFileException {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new TlsFileException(file, "is too long for a certificate or a key");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException absent) {
      throw new TlsFileException(
          file, "there is no such file; isochrone cert makes what TLS needs (docs/tls.md)");
    } catch (TlsFileException said) {
      throw said;
    } catch (IOException unreadable) {
      throw new TlsFileException(file, "can't be read: " + unreadable.getMessage());
    }
  }
}
