package dev.isochrone.wire.grpc;

import dev.isochrone.wire.tls.Credentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** TLS as gRPC takes it: of version 1.3 alone, and both sides show a certificate. */
public final class TlsContexts {
  private static final String VERSION = "TLSv1.3";

  private TlsContexts() {}

  /** Of a side that calls; it checks the names of servers. */
  public static SslContext ofCaller(Credentials credentials) {
    return built(
        GrpcSslContexts.configure(SslContextBuilder.forClient())
            .keyManager(credentials.keys())
            .trustManager(credentials.servers()));
  }

  /**
   * Of a side that is called.
   *
   * @param callers whose certificates it takes
   */
  public static SslContext ofCalled(Credentials credentials, TrustManager callers) {
    return built(
        GrpcSslContexts.configure(SslContextBuilder.forServer(credentials.keys()))
            .trustManager(callers)
            .clientAuth(ClientAuth.REQUIRE));
  }

  private static SslContext built(SslContextBuilder builder) {
    try {
      return builder.protocols(VERSION).build();
    } catch (SSLException impossible) {
      throw new IllegalStateException("no TLS in this process", impossible);
    }
  }
}
