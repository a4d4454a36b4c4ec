package dev.isochrone.wire.grpc;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.wire.tls.Credentials;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One channel to each server that is spoken to, opened when it is first asked for. Calls complete
 * on the channel's event loop, so whatever runs there must not block; nothing below the caller
 * tries a call again.
 *
 * <p>Any thread. Closing ends all calls in progress.
 */
public final class Channels implements AutoCloseable {
  /**
   * The ends of the calls that a close cut off are told by the loop, so it lives a little longer.
   */
  private static final long LOOP_QUIET_MILLIS = 20;

  private static final long LOOP_END_MILLIS = 1_000;

  private final ChannelConfig config;
  private final Ticker ticker;
  private final Optional<SslContext> tls;
  private final EventLoopGroup loop;
  private final ConcurrentHashMap<Address, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Channels(ChannelConfig config, Ticker ticker, Optional<SslContext> tls) {
    this.config = config;
    this.ticker = ticker;
    this.tls = tls;
    this.loop =
        new MultiThreadIoEventLoopGroup(
            /* nThreads= */ 1,
            new DefaultThreadFactory("isochrone-channels", /* daemon= */ true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** A channel, and when it was last told to try again. */
  private record Kept(ManagedChannel channel, AtomicLong wokenNanos) {}

  /** No channel yet; each is opened when first asked for, in plaintext. */
  public static Channels open(ChannelConfig config, Ticker ticker) {
    return open(config, ticker, Optional.empty());
  }

  /**
   * The same over TLS.
   *
   * @param credentials empty: in plaintext after all
   */
  public static Channels open(
      ChannelConfig config, Ticker ticker, Optional<Credentials> credentials) {
    return new Channels(config, ticker, credentials.map(TlsContexts::ofCaller));
  }

  public ManagedChannel to(Endpoint endpoint) {
    return to(Address.of(endpoint));
  }

  /**
   * The channel to this server.
   *
   * @throws IllegalStateException after close, or if {@code channelsMax} others are open
   */
  public ManagedChannel to(Address address) {
    if (closed.get()) {
      throw new IllegalStateException("channels are closed");
    }
    Kept known = kept.get(address);
    if (known == null) {
      known = kept.computeIfAbsent(address, this::connect);
      if (closed.get()) {
        known.channel().shutdownNow(); // Closed meanwhile, perhaps before this one was there.
      }
    }
    wake(known);
    return known.channel();
  }

  /** Ends all calls in progress, and lets no new ones begin. */
  @Override
  public void close() {
    closed.set(true);
    kept.values().forEach(known -> known.channel().shutdownNow());
    var unused = loop.shutdownGracefully(LOOP_QUIET_MILLIS, LOOP_END_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * The one thread that runs all channels' calls: work given to it runs between their events, in
   * order. Its work must not block.
   */
  public ScheduledExecutorService loop() {
    return loop.next();
  }

  public Ticker ticker() {
    return ticker;
  }

  private Kept connect(Address address) {
    if (kept.size() >= config.channelsMax()) {
      throw new IllegalStateException("more than " + config.channelsMax() + " channels");
    }
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.host(), address.port());
    tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    ManagedChannel channel =
        builder
            .eventLoopGroup(loop)
            .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .directExecutor()
            .disableRetry()
            .disableServiceConfigLookUp()
            .maxInboundMessageSize(config.messageBytesMax())
            .maxInboundMetadataSize(config.metadataBytesMax())
            .keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(config.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveWithoutCalls(true)
            .build();
    return new Kept(channel, new AtomicLong(ticker.nanos()));
  }

  /** A server that came back must not wait for the back-off of a channel that found it gone. */
  private void wake(Kept known) {
    if (known.channel().getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    long now = ticker.nanos();
    long last = known.wokenNanos().get();
    if (now - last >= config.wakeAtMost().toNanos()
        && known.wokenNanos().compareAndSet(last, now)) {
      known.channel().resetConnectBackoff();
    }
  }
}
