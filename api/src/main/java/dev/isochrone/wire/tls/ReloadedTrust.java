package dev.isochrone.wire.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates of the authorities in a file, the newest there are; of whom it is told by
 * a client, the name as well, as the JDK does.
 */
final class ReloadedTrust extends X509ExtendedTrustManager {
  /** The purpose that a server's certificate has, and a client's has not. */
  private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";

  private final WatchedFiles<X509ExtendedTrustManager> authorities;
  private final boolean nodesOnly;
  private final Consumer<CertificateException> refusals;

  private ReloadedTrust(
      WatchedFiles<X509ExtendedTrustManager> authorities,
      boolean nodesOnly,
      Consumer<CertificateException> refusals) {
    this.authorities = authorities;
    this.nodesOnly = nodesOnly;
    this.refusals = refusals;
  }

  static ReloadedTrust in(Path authorities) throws TlsFileException {
    return new ReloadedTrust(
        WatchedFiles.open(List.of(authorities), () -> trusting(authorities)),
        /* nodesOnly= */ false,
        refused -> {});
  }

  /**
   * The same authorities, but as callers only nodes: who signs for nodes may sign for clients too.
   *
   * @param refusals is told why a caller's certificate was refused
   */
  ReloadedTrust nodesOnly(Consumer<CertificateException> refusals) {
    return new ReloadedTrust(authorities, /* nodesOnly= */ true, refusals);
  }

  private static X509ExtendedTrustManager trusting(Path file) throws TlsFileException {
    List<X509Certificate> certificates = Pem.certificates(file);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("authority-" + i, certificates.get(i));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("the JDK trusts nobody");
    } catch (GeneralSecurityException | IOException unfit) {
      throw new TlsFileException(file, "can't be trusted: " + unfit.getMessage());
    }
  }

  /** How the JDK judges a chain; in its several forms. */
  private interface Judging {
    void judge(X509ExtendedTrustManager trust) throws CertificateException;
  }

  private void judgeCaller(X509Certificate[] chain, Judging judging) throws CertificateException {
    try {
      judging.judge(authorities.now());
      if (nodesOnly
          && chain[0].getExtendedKeyUsage() != null
          && !chain[0].getExtendedKeyUsage().contains(SERVER_PURPOSE)) {
        throw new CertificateException(
            chain[0].getSubjectX500Principal()
                + " is a client's certificate, and this port is for nodes");
      }
    } catch (CertificateException refused) {
      refusals.accept(refused);
      throw refused;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judgeCaller(chain, trust -> trust.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judgeCaller(chain, trust -> trust.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judgeCaller(chain, trust -> trust.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    authorities.now().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    authorities.now().checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.now().checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.now().getAcceptedIssuers();
  }
}
