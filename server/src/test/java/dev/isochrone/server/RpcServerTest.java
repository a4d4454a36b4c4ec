package dev.isochrone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.DescribeRequest;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.api.v1.StatusRequest;
import dev.isochrone.server.CannotListenException.Reason;
import dev.isochrone.server.ListenConfig.Limits;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RpcServerTest {
  private static final String CLUSTER = "isochrone.v1.Cluster";
  private static final Duration SHORT = Duration.ofMillis(200);

  private @Nullable ManagedChannel channel;

  @AfterEach
  void disconnect() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  @Test
  void health_isNotServing_untilAnnounced() throws Exception {
    try (RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of(new Silent()))) {
      assertThat(health(server, "")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(health(server, CLUSTER)).isEqualTo(ServingStatus.NOT_SERVING);

      server.announceServing();

      assertThat(health(server, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(health(server, CLUSTER)).isEqualTo(ServingStatus.SERVING);

      server.announceNotServing();

      assertThat(health(server, CLUSTER)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void reflection_namesTheServices() throws Exception {
    try (RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of(new Silent()))) {
      CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> questions =
          ServerReflectionGrpc.newStub(connect(server))
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                      answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

      assertThat(answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(CLUSTER, "grpc.health.v1.Health");
      questions.onCompleted();
    }
  }

  @Test
  void hostBeyondLoopback_isRefused_sayingWhy() {
    ListenConfig everywhere = new ListenConfig("0.0.0.0", 0, Limits.DEFAULT, Duration.ofSeconds(1));

    assertThatThrownBy(() -> RpcServer.listen(everywhere, List.of()).close())
        .hasMessageContaining("TLS")
        .asInstanceOf(type(CannotListenException.class))
        .extracting(CannotListenException::reason)
        .isEqualTo(Reason.BEYOND_LOOPBACK);
  }

  @Test
  void hostThatIsUnknown_isRefused() {
    ListenConfig nowhere =
        new ListenConfig("no-such-host.invalid", 0, Limits.DEFAULT, Duration.ofSeconds(1));

    assertThatThrownBy(() -> RpcServer.listen(nowhere, List.of()).close())
        .asInstanceOf(type(CannotListenException.class))
        .extracting(CannotListenException::reason)
        .isEqualTo(Reason.UNKNOWN_HOST);
  }

  @Test
  void portInUse_isRefused_namingIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> RpcServer.listen(ListenConfig.loopback(port), List.of()).close())
          .hasMessageContaining("port " + port)
          .asInstanceOf(type(CannotListenException.class))
          .extracting(CannotListenException::reason)
          .isEqualTo(Reason.PORT_NOT_FREE);
    }
  }

  @Test
  void callWithoutADeadline_isEndedByTheDefault_andALateAnswerGoesNowhere() throws Exception {
    Silent silent = new Silent();
    try (RpcServer server = RpcServer.listen(withDefaultDeadline(SHORT), List.of(silent))) {
      assertEnds(server, Status.Code.DEADLINE_EXCEEDED);

      silent.asked.get(20, TimeUnit.SECONDS).onNext(StatusAnswer.getDefaultInstance());
      silent.asked.get().onCompleted();
    }
  }

  @Test
  void callWithoutADeadline_hasTheDefault_inItsContext() throws Exception {
    CompletableFuture<Boolean> bounded = new CompletableFuture<>();
    BindableService service =
        new ClusterGrpc.ClusterImplBase() {
          @Override
          public void status(StatusRequest request, StreamObserver<StatusAnswer> answers) {
            bounded.complete(Context.current().getDeadline() != null);
            answers.onNext(StatusAnswer.getDefaultInstance());
            answers.onCompleted();
          }
        };
    try (RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of(service))) {
      StatusAnswer answer =
          ClusterGrpc.newBlockingStub(connect(server)).status(StatusRequest.getDefaultInstance());

      assertThat(answer).isEqualTo(StatusAnswer.getDefaultInstance());
      assertThat(bounded).isCompletedWithValue(true);
    }
  }

  @Test
  void callWithADeadline_keepsIt() throws Exception {
    try (RpcServer server =
        RpcServer.listen(withDefaultDeadline(Duration.ofMillis(1)), List.of(new Echo()))) {
      DescribeAnswer answer =
          ClusterGrpc.newBlockingStub(connect(server))
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .describe(DescribeRequest.getDefaultInstance());

      assertThat(answer.getRegion()).isEqualTo("more than a second left");
    }
  }

  @Test
  void stream_hasNoDeadline() throws Exception {
    try (RpcServer server = RpcServer.listen(withDefaultDeadline(SHORT), List.of(new Silent()))) {
      BlockingQueue<ServingStatus> told = new LinkedBlockingQueue<>();
      HealthGrpc.newStub(connect(server))
          .watch(HealthCheckRequest.getDefaultInstance(), new Watching(told));
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);

      // The default ends a call that began after the watch, so it would have ended the watch.
      assertEnds(server, Status.Code.DEADLINE_EXCEEDED);
      server.announceServing();

      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void close_cutsOffWhatOutlastsTheGrace_andMayBeRepeated() throws Exception {
    Silent silent = new Silent();
    RpcServer server =
        RpcServer.listen(new ListenConfig("127.0.0.1", 0, Limits.DEFAULT, SHORT), List.of(silent));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    ClusterGrpc.newStub(connect(server))
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .status(StatusRequest.getDefaultInstance(), onError(ended));
    silent.asked.get(20, TimeUnit.SECONDS);

    server.close();
    server.close();

    assertThat(Status.fromThrowable(ended.get(20, TimeUnit.SECONDS)).getCode())
        .isIn(Status.Code.CANCELLED, Status.Code.UNAVAILABLE); // Its stream ended, or its socket.
    try (RpcServer next = RpcServer.listen(ListenConfig.loopback(server.port()), List.of())) {
      assertThat(next.port()).isEqualTo(server.port());
    }
  }

  @Test
  void close_letsCallsInProgressEnd() throws Exception {
    Silent silent = new Silent();
    RpcServer server = RpcServer.listen(ListenConfig.loopback(0), List.of(silent));
    CompletableFuture<StatusAnswer> answer = new CompletableFuture<>();
    ClusterGrpc.newStub(connect(server))
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .status(StatusRequest.getDefaultInstance(), onNext(answer));
    StreamObserver<StatusAnswer> answers = silent.asked.get(20, TimeUnit.SECONDS);

    Thread closing = new Thread(server::close);
    closing.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    answers.onNext(StatusAnswer.newBuilder().setNode("eu-1").build());
    answers.onCompleted();

    assertThat(answer.get(20, TimeUnit.SECONDS).getNode()).isEqualTo("eu-1");
    closing.join();
  }

  private static ListenConfig withDefaultDeadline(Duration deadline) {
    Limits limits = Limits.DEFAULT;
    return new ListenConfig(
        "127.0.0.1",
        0,
        new Limits(
            limits.messageBytesMax(),
            limits.metadataBytesMax(),
            limits.callsPerConnectionMax(),
            deadline,
            limits.pingPermitted()),
        SHORT);
  }

  private void assertEnds(RpcServer server, Status.Code code) {
    assertThatThrownBy(
            () ->
                ClusterGrpc.newBlockingStub(connect(server))
                    .status(StatusRequest.getDefaultInstance()))
        .asInstanceOf(type(StatusRuntimeException.class))
        .extracting(failure -> failure.getStatus().getCode())
        .isEqualTo(code);
  }

  private ServingStatus health(RpcServer server, String service) {
    return HealthGrpc.newBlockingStub(connect(server))
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private ManagedChannel connect(RpcServer server) {
    ManagedChannel open = channel;
    if (open == null) {
      open = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      channel = open;
    }
    return open;
  }

  private static <A> StreamObserver<A> onNext(CompletableFuture<A> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(A value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {}
    };
  }

  private static <A> StreamObserver<A> onError(CompletableFuture<Throwable> ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(A value) {}

      @Override
      public void onError(Throwable failure) {
        ended.complete(failure);
      }

      @Override
      public void onCompleted() {
        ended.complete(new AssertionError("completed"));
      }
    };
  }

  /** Notes what a watch is told; its end is told as {@code UNRECOGNIZED}. */
  private record Watching(BlockingQueue<ServingStatus> told)
      implements StreamObserver<HealthCheckResponse> {
    @Override
    public void onNext(HealthCheckResponse response) {
      told.add(response.getStatus());
    }

    @Override
    public void onError(Throwable failure) {
      told.add(ServingStatus.UNRECOGNIZED);
    }

    @Override
    public void onCompleted() {
      told.add(ServingStatus.UNRECOGNIZED);
    }
  }

  /** Takes a call and keeps it. */
  private static final class Silent extends ClusterGrpc.ClusterImplBase {
    private final CompletableFuture<StreamObserver<StatusAnswer>> asked = new CompletableFuture<>();

    @Override
    public void status(StatusRequest request, StreamObserver<StatusAnswer> answers) {
      asked.complete(answers);
    }
  }

  /** Says how long it has. */
  private static final class Echo extends ClusterGrpc.ClusterImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeAnswer> answers) {
      boolean ample =
          Context.current().getDeadline() != null
              && Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS) > 1;
      answers.onNext(
          DescribeAnswer.newBuilder()
              .setRegion(ample ? "more than a second left" : "hurry")
              .build());
      answers.onCompleted();
    }
  }
}
