package dev.isochrone.server;

import dev.isochrone.server.ListenConfig.Limits;
import dev.isochrone.server.tls.SecuredSockets;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services on a port. Beside them every server has {@code grpc.health.v1} and reflection, so that
 * any gRPC tool can talk to it.
 *
 * <p>Calls run on gRPC's event loops, with no executor between: a service must not block. The
 * methods here may be called from any thread.
 */
public final class RpcServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

  /** After calls were cut off their ends come at once; this is for the sockets. */
  private static final long CUT_OFF_MILLIS = 1_000;

  private final ListenConfig config;
  private final Server server;
  private final int port;
  private final Health health;
  private final ScheduledExecutorService deadlines;
  private final Optional<SecuredSockets> sockets;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RpcServer(
      ListenConfig config,
      Server server,
      Health health,
      ScheduledExecutorService deadlines,
      Optional<SecuredSockets> sockets) {
    this.config = config;
    this.server = server;
    this.port = server.getPort();
    this.health = health;
    this.deadlines = deadlines;
    this.sockets = sockets;
  }

  /** The health of the server as a whole (the empty name) and of each service by its name. */
  private record Health(HealthStatusManager manager, List<String> services) {
    void announce(ServingStatus status) {
      manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
      services.forEach(service -> manager.setStatus(service, status));
    }
  }

  /**
   * Begins to listen. Health says {@code NOT_SERVING} until {@link #announceServing}; calls are
   * taken at once, and the services refuse what they are not ready for.
   *
   * @throws CannotListenException if the host or the port can't be had
   */
  public static RpcServer listen(ListenConfig config, List<BindableService> services)
      throws CannotListenException {
    InetSocketAddress address = config.socketAddress();
    Limits limits = config.limits();
    ScheduledThreadPoolExecutor deadlines =
        new ScheduledThreadPoolExecutor(/* corePoolSize= */ 1, RpcServer::deadlineThread);
    deadlines.setRemoveOnCancelPolicy(true); // Else each call would stay in it for its 10 s.
    NettyServerBuilder builder =
        within(limits, NettyServerBuilder.forAddress(address))
            .directExecutor()
            .intercept(new DefaultDeadline(limits.deadlineDefault(), deadlines));
    Optional<SecuredSockets> sockets = config.tls().map(SecuredSockets::open);
    sockets.ifPresent(opened -> opened.into(builder));
    List<String> names = new ArrayList<>();
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      names.add(definition.getServiceDescriptor().getName());
      builder.addService(definition);
    }
    Health health = new Health(new HealthStatusManager(), List.copyOf(names));
    health.announce(ServingStatus.NOT_SERVING);
    builder.addService(health.manager().getHealthService());
    builder.addService(ProtoReflectionServiceV1.newInstance());
    try {
      Server server = builder.build().start();
      LOG.info("listening on {}:{}", config.host(), server.getPort());
      return new RpcServer(config, server, health, deadlines, sockets);
    } catch (IOException taken) {
      deadlines.shutdownNow();
      sockets.ifPresent(SecuredSockets::close);
      throw CannotListenException.portNotFree(config, taken);
    }
  }

  /** The port that is listened on, also after close. */
  public int port() {
    return port;
  }

  /** From now on health says {@code SERVING}. */
  public void announceServing() {
    health.announce(ServingStatus.SERVING);
  }

  /** From now on health says {@code NOT_SERVING}; calls are taken all the same. */
  public void announceNotServing() {
    health.announce(ServingStatus.NOT_SERVING);
  }

  /**
   * Says {@code NOT_SERVING} for good, takes no more calls, gives those in progress the configured
   * grace, and cuts off what is left. Blocks meanwhile; a second close does nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    health.manager().enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(config.closeGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("port {}: cutting off calls that outlasted {}", port, config.closeGrace());
        server.shutdownNow();
        server.awaitTermination(CUT_OFF_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      deadlines.shutdownNow();
      sockets.ifPresent(SecuredSockets::close);
    }
  }

  /** Cuts off every call at once, as a crash would. A later {@link #close} does nothing. */
  public void cutOff() {
    if (closed.getAndSet(true)) {
      return;
    }
    server.shutdownNow();
    try {
      server.awaitTermination(CUT_OFF_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      deadlines.shutdownNow();
      sockets.ifPresent(SecuredSockets::close);
    }
  }

  private static NettyServerBuilder within(Limits limits, NettyServerBuilder builder) {
    return builder
        .maxInboundMessageSize(limits.messageBytesMax())
        .maxInboundMetadataSize(limits.metadataBytesMax())
        .maxConcurrentCallsPerConnection(limits.callsPerConnectionMax())
        .permitKeepAliveTime(limits.pingPermitted().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static Thread deadlineThread(Runnable task) {
    Thread thread = new Thread(task, "rpc-deadlines");
    thread.setDaemon(true);
    return thread;
  }
}
