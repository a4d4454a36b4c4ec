package dev.isochrone.wire.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one certificate, the newest there is, to whoever asks for any: a peer that wants another
 * authority's then says so, which tells more than a handshake without a certificate.
 */
final class ReloadedKeys extends X509ExtendedKeyManager {
  private final WatchedFiles<Identity> files;

  /** The last two, as a handshake asks for the key and for its certificate one after the other. */
  private volatile Named newest;

  /**
   * An identity under the name that a handshake knows it by.
   *
   * @param before the one before it
   */
  private record Named(String alias, Identity identity, @Nullable Named before) {}

  ReloadedKeys(WatchedFiles<Identity> files) {
    this.files = files;
    this.newest = new Named("1", files.now(), null);
  }

  private synchronized Named newest() {
    Identity now = files.now();
    Named known = newest;
    if (!known.identity().equals(now)) {
      Named before = new Named(known.alias(), known.identity(), null);
      known = new Named(String.valueOf(Integer.parseInt(known.alias()) + 1), now, before);
      newest = known;
    }
    return known;
  }

  private @Nullable String alias(String... keyTypes) {
    Named known = newest();
    String ours = known.identity().key().getAlgorithm();
    // A type may say how the certificate is to be signed as well: EC_RSA.
    boolean fits =
        Arrays.stream(keyTypes).anyMatch(type -> type.equals(ours) || type.startsWith(ours + "_"));
    return fits ? known.alias() : null;
  }

  private @Nullable Identity identity(@Nullable String alias) {
    Named known = newest;
    if (known.alias().equals(alias)) {
      return known.identity();
    }
    Named before = known.before();
    return before != null && before.alias().equals(alias) ? before.identity() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity identity = identity(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity identity = identity(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }
}
