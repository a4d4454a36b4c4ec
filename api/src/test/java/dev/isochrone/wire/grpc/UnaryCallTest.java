package dev.isochrone.wire.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.ClusterGrpc;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.api.v1.StatusRequest;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UnaryCallTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @Test
  void answer_isTold() throws Exception {
    try (Fake server = Fake.answering(it -> answer(it, "eu-west"))) {
      assertThat(server.ask(AMPLE)).isEqualTo("eu-west");
    }
  }

  @Test
  void callThatTheServerRefuses_hasLeft() throws Exception {
    try (Fake server = Fake.answering(it -> it.onError(Status.UNAVAILABLE.asRuntimeException()))) {
      assertThat(server.ask(AMPLE)).isEqualTo("UNAVAILABLE LEFT");
    }
  }

  @Test
  void callThatIsNotAnswered_hasLeft() throws Exception {
    AtomicBoolean silent = new AtomicBoolean();
    try (Fake server =
        Fake.answering(
            it -> {
              if (!silent.get()) {
                answer(it, "eu-west");
              }
            })) {
      server.ask(AMPLE); // Now there is a connection, and the short time is for the call alone.
      silent.set(true);

      assertThat(server.ask(Duration.ofMillis(300))).isEqualTo("DEADLINE_EXCEEDED LEFT");
    }
  }

  @Test
  void callToNobody_neverLeft() throws Exception {
    try (Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system())) {
      Told told = new Told();

      UnaryCall<?, ?> call = ask(channels, freePort(), AMPLE, told);

      assertThat(told.get()).isEqualTo("UNAVAILABLE NEVER_LEFT");
      call.cancelUnlessLeft(); // Too late, and harmless.
    }
  }

  /** A socket that takes connections and says nothing: a machine that hangs, a route that drops. */
  @Test
  void callThatWaitsForItsConnection_canBeGivenUp_andNeverLeft() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system())) {
      Told told = new Told();

      UnaryCall<?, ?> call = ask(channels, silent.getLocalPort(), AMPLE, told);
      call.cancelUnlessLeft();

      assertThat(told.get()).isEqualTo("CANCELLED NEVER_LEFT");
    }
  }

  @Test
  void callThatHasLeft_isNotGivenUp() throws Exception {
    CompletableFuture<StreamObserver<StatusAnswer>> arrived = new CompletableFuture<>();
    try (Fake server = Fake.answering(arrived::complete)) {
      Told told = new Told();

      UnaryCall<?, ?> call = ask(server.channels, server.port(), AMPLE, told);
      StreamObserver<StatusAnswer> answers = arrived.get(20, TimeUnit.SECONDS);
      call.cancelUnlessLeft();
      answer(answers, "eu-west");

      assertThat(told.get()).isEqualTo("eu-west");
    }
  }

  private static UnaryCall<?, ?> ask(Channels channels, int port, Duration timeout, Told told) {
    return UnaryCall.send(
        channels.to(new Address("127.0.0.1", port)),
        ClusterGrpc.getStatusMethod(),
        StatusRequest.getDefaultInstance(),
        timeout,
        told);
  }

  private static void answer(StreamObserver<StatusAnswer> answers, String region) {
    answers.onNext(StatusAnswer.newBuilder().setRegion(region).build());
    answers.onCompleted();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What was told, as text. */
  private static final class Told implements UnaryCall.Reply<StatusAnswer> {
    private final CompletableFuture<String> told = new CompletableFuture<>();

    @Override
    public void answered(StatusAnswer answer) {
      told.complete(answer.getRegion());
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      told.complete(failure.getStatus().getCode() + " " + departure);
    }

    String get() throws Exception {
      return told.get(20, TimeUnit.SECONDS);
    }
  }

  /** A server with one way to answer. */
  private record Fake(Server server, Channels channels) implements AutoCloseable {
    static Fake answering(Consumer<StreamObserver<StatusAnswer>> answer) throws IOException {
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .addService(
                  new ClusterGrpc.ClusterImplBase() {
                    @Override
                    public void status(
                        StatusRequest request, StreamObserver<StatusAnswer> answers) {
                      answer.accept(answers);
                    }
                  })
              .build()
              .start();
      return new Fake(server, Channels.open(ChannelConfig.DEFAULT, Ticker.system()));
    }

    int port() {
      return server.getPort();
    }

    String ask(Duration timeout) throws Exception {
      Told told = new Told();
      UnaryCallTest.ask(channels, port(), timeout, told);
      return told.get();
    }

    @Override
    public void close() {
      channels.close();
      server.shutdownNow();
    }
  }
}
