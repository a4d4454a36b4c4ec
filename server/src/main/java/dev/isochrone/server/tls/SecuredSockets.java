package dev.isochrone.server.tls;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.wire.grpc.TlsContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one gRPC server over TLS. gRPC itself keeps to itself why a handshake failed and
 * whose it was; so each connection is watched from its first byte to the end of its handshake, and
 * a caller that is refused is told of in the log, once a minute.
 */
public final class SecuredSockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecuredSockets.class);

  /** Around the world it takes one; who takes longer holds a connection for nothing. */
  private static final long HANDSHAKE_MAX_SECONDS = 10;

  /** A caller that is told why reads it within a round trip. */
  private static final long LINGER_MILLIS = 500;

  /** With this byte begins whatever a caller says first, if it speaks TLS. */
  private static final byte HANDSHAKE = 22;

  /** To one that does not: a fatal alert, in plaintext, as any speaker of TLS would send it. */
  private static final byte[] UNEXPECTED_MESSAGE = {21, 3, 3, 0, 2, 2, 10};

  private static final long LOOP_QUIET_MILLIS = 0;
  private static final long LOOP_END_MILLIS = 1_000;

  private final ListenConfig.Tls tls;
  private final EventLoopGroup loops;
  private final RefusedCallers refused = new RefusedCallers(Ticker.system());

  private SecuredSockets(ListenConfig.Tls tls, EventLoopGroup loops) {
    this.tls = tls;
    this.loops = loops;
  }

  /** Threads as gRPC would have them, one for each core; they start with their first connection. */
  public static SecuredSockets open(ListenConfig.Tls tls) {
    return new SecuredSockets(
        tls,
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("isochrone-tls", /* daemon= */ true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()));
  }

  /** Makes the server listen by these. */
  public void into(NettyServerBuilder builder) {
    builder
        .sslContext(TlsContexts.ofCalled(tls.credentials(), TrustedCallers.of(tls)))
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .channelFactory(this::listening)
        .handshakeTimeout(HANDSHAKE_MAX_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    var unused =
        loops.shutdownGracefully(LOOP_QUIET_MILLIS, LOOP_END_MILLIS, TimeUnit.MILLISECONDS);
  }

  private ServerChannel listening() {
    ServerChannel channel =
        Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    channel.pipeline().addLast(new Accepting());
    return channel;
  }

  /** Stands before what gRPC does with an accepted connection. */
  private final class Accepting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      if (accepted instanceof Channel connection) {
        connection.pipeline().addFirst(new Watching());
      }
      context.fireChannelRead(accepted);
    }
  }

  /**
   * Sees a connection through its handshake, at the socket's end of the pipeline. One that fails is
   * not cut: bytes that the caller has sent and nobody reads would make its system throw away the
   * alert that tells it why. So this side says that it has no more to say, reads on for a moment,
   * and then hangs up.
   */
  private final class Watching extends ChannelDuplexHandler {
    private boolean begun;
    private boolean plaintext;
    private boolean lingering;

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      if (lingering) {
        boolean unused = ReferenceCountUtil.release(bytes);
        return;
      }
      if (!begun) {
        begun = true;
        plaintext =
            bytes instanceof ByteBuf first
                && first.isReadable()
                && first.getByte(first.readerIndex()) != HANDSHAKE;
        await(context, context.pipeline().get(SslHandler.class));
      }
      context.fireChannelRead(bytes);
    }

    private void await(ChannelHandlerContext context, @Nullable SslHandler handshake) {
      if (handshake == null) {
        throw new IllegalStateException("gRPC did not set up TLS before the first bytes");
      }
      var unused =
          handshake
              .handshakeFuture()
              .addListener(
                  ended -> {
                    if (!ended.isSuccess()) {
                      tell(context.channel(), ended.cause());
                    } else if (!context.isRemoved()) {
                      context.pipeline().remove(this);
                    }
                  });
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      if (lingering || !(context.channel() instanceof DuplexChannel connection)) {
        var unused = context.close(promise);
        return;
      }
      lingering = true;
      if (plaintext) {
        var unused = context.writeAndFlush(Unpooled.wrappedBuffer(UNEXPECTED_MESSAGE));
      }
      var unused = connection.shutdownOutput();
      var unusedClosing =
          context
              .executor()
              .schedule(
                  () -> {
                    var unusedClose = context.close(promise);
                  },
                  LINGER_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void tell(Channel connection, Throwable why) {
    String caller =
        connection.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : String.valueOf(connection.remoteAddress());
    if (refused.isNews(caller)) {
      LOG.warn(
          "{}: a caller from {} was refused: {}",
          connection.localAddress(),
          caller,
          RefusedHandshake.of(why));
    }
  }
}
