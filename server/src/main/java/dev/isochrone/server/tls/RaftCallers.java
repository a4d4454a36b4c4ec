package dev.isochrone.server.tls;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.wire.tls.Credentials;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose certificates the consensus port takes: those of nodes. Others are told of in the log. */
public final class RaftCallers {
  private static final Logger LOG = LoggerFactory.getLogger(RaftCallers.class);

  private RaftCallers() {}

  /** Ratis does not say who called; so one who is refused is known by what is held against him. */
  public static X509ExtendedTrustManager of(Credentials credentials) {
    RefusedCallers refused = new RefusedCallers(Ticker.system());
    return credentials.nodes(
        certificate -> {
          String why = RefusedHandshake.of(certificate);
          if (refused.isNews(why)) {
            LOG.warn("the consensus port refused a caller: {}", why);
          }
        });
  }
}
