package dev.isochrone.wire.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who one side of TLS is.
 *
 * @param chain its certificate, and what leads from it to its authority
 * @param key fits the certificate
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = "isochrone".getBytes(StandardCharsets.US_ASCII);

  Identity {
    chain = List.copyOf(chain);
  }

  static Identity read(TlsConfig files) throws TlsFileException {
    Identity read = new Identity(Pem.certificates(files.cert()), Pem.key(files.key()));
    if (!read.isOne()) {
      throw new TlsFileException(
          files.key(), "is not the key of the certificate in " + files.cert());
    }
    return read;
  }

  /** As a record's text would be, without the key. */
  @Override
  public String toString() {
    return "Identity[" + chain.get(0).getSubjectX500Principal() + "]";
  }

  private boolean isOne() {
    PublicKey publicKey = chain.get(0).getPublicKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(publicKey);
      verifying.update(PROBE);
      return verifying.verify(signature);
    } catch (GeneralSecurityException another) {
      return false; // Keys of two algorithms.
    }
  }
}
