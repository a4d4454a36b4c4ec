package dev.isochrone.wire.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.SharedHeader;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConversationTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final Operations.Opening OPENING =
      Operations.Opening.newBuilder().setCallerRegion("eu-west").setNoForward(true).build();

  private final Fake server = new Fake();
  private final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());

  ConversationTest() throws IOException {}

  @AfterEach
  void close() {
    channels.close();
    server.close();
  }

  @Test
  void answers_findTheirOperations_inAnyOrder() throws Exception {
    Conversation<Operations> conversation = conversation();
    Told first = send(conversation, "a", AMPLE);
    Told second = send(conversation, "b", AMPLE);

    List<Operation> arrived = server.operations(2);
    server.answer(arrived.get(1));
    server.answer(arrived.get(0));

    assertThat(first.get()).isEqualTo("a");
    assertThat(second.get()).isEqualTo("b");
  }

  @Test
  void whatWaitsTogether_leavesAsOneMessage_andTheStreamIsOpenedOnce() throws Exception {
    Conversation<Operations> conversation = conversation();
    answered(send(conversation, "first", AMPLE));
    CompletableFuture<Void> release = new CompletableFuture<>();
    channels.loop().execute(release::join);

    for (int i = 0; i < 50; i++) {
      send(conversation, "op" + i, AMPLE);
    }
    release.complete(null);

    List<Operation> together = server.operations(50);
    assertThat(together).extracting(it -> it.getGet().getTable()).contains("op0", "op49");
    assertThat(server.messages).hasSize(2);
    assertThat(server.messages.get(0).getOpening()).isEqualTo(OPENING);
    assertThat(server.messages.get(1).hasOpening()).isFalse();
    assertThat(server.streams).hasSize(1);
  }

  @Test
  void operation_saysHowMuchTimeIsLeft() throws Exception {
    send(conversation(), "a", Duration.ofSeconds(15));

    assertThat(server.operations(1).get(0).getTimeoutMillis()).isBetween(1_000, 15_000);
  }

  @Test
  void unansweredOperation_endsWithItsTime_andALateAnswerIsNobodys() throws Exception {
    Conversation<Operations> conversation = conversation();
    answered(send(conversation, "first", AMPLE));

    Told told = send(conversation, "slow", Duration.ofMillis(200));
    Operation slow = server.operations(1).get(0);
    assertThat(told.get()).isEqualTo("DEADLINE_EXCEEDED LEFT");

    server.answer(slow);
    Told next = send(conversation, "next", AMPLE);
    server.answer(server.operations(1).get(0));
    assertThat(next.get()).isEqualTo("next");
    assertThat(told.times).isEqualTo(1);
  }

  @Test
  void brokenStream_endsWhatHasLeft_andTheNextOperationOpensAnother() throws Exception {
    Conversation<Operations> conversation = conversation();
    Told told = send(conversation, "lost", AMPLE);
    server.operations(1);

    server.streams.get(0).onError(Status.UNAVAILABLE.asRuntimeException());

    assertThat(told.get()).isEqualTo("UNAVAILABLE LEFT");
    answered(send(conversation, "again", AMPLE));
    assertThat(server.streams).hasSize(2);
  }

  @Test
  void serverThatEndsTheStreamInOrder_isSpokenToOnANewOne() throws Exception {
    Conversation<Operations> conversation = conversation();
    answered(send(conversation, "first", AMPLE));

    server.streams.get(0).onCompleted();

    // What is sent before the end is heard of is lost with the old stream.
    Told told = send(conversation, "next", AMPLE);
    Operation arrived = server.arrived.poll(1, TimeUnit.SECONDS);
    if (arrived != null && server.streams.size() == 2) {
      server.answer(arrived);
    }
    if (!told.get().equals("next")) {
      assertThat(told.get()).isEqualTo("UNAVAILABLE LEFT");
      answered(send(conversation, "again", AMPLE));
    }
    assertThat(server.streams).hasSize(2);
  }

  @Test
  void operationToNobody_neverLeft() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(send(conversation(port), "a", AMPLE).get()).isEqualTo("UNAVAILABLE NEVER_LEFT");
  }

  /** A socket that takes connections and says nothing: a machine that hangs, a route that drops. */
  @Test
  void operationThatWaitsForItsConnection_isGivenUp_andNeverLeft() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Conversation<Operations> conversation = conversation(silent.getLocalPort());

      assertThat(send(conversation, "short", Duration.ofMillis(100)).get())
          .isEqualTo("DEADLINE_EXCEEDED NEVER_LEFT");
      assertThat(send(conversation, "long", AMPLE).get()).isEqualTo("CANCELLED NEVER_LEFT");
    }
  }

  @Test
  void moreThanMayWait_isRefused_whileNothingLeaves() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Conversation<Operations> conversation = conversation(silent.getLocalPort());
      for (int i = 0; i < Conversation.WAITING_MAX; i++) {
        send(conversation, "waits", AMPLE);
      }
      CompletableFuture<Refusal> refused = new CompletableFuture<>();

      conversation.send(
          Operation.newBuilder(),
          TimeLimit.in(AMPLE, Ticker.system()),
          new Conversation.Reply() {
            @Override
            public void answered(OperationAnswer answer, SharedHeader shared) {}

            @Override
            public void failed(StatusRuntimeException failure, Departure departure) {
              refused.complete(GrpcRefusals.ofWrite(failure, departure));
            }
          });

      assertThat(refused.get(20, TimeUnit.SECONDS).code()).isEqualTo(RefusalCode.OVERLOADED);
    }
  }

  @Test
  void closedChannels_endEverything() throws Exception {
    Conversation<Operations> conversation = conversation();
    Told told = send(conversation, "a", AMPLE);
    server.operations(1);

    channels.close();

    assertThat(told.get()).endsWith("LEFT");
    assertThat(send(conversation, "b", AMPLE).get()).isEqualTo("UNAVAILABLE NEVER_LEFT");
  }

  private void answered(Told told) throws Exception {
    server.answer(server.operations(1).get(0));
    assertThat(told.get()).isNotEmpty();
  }

  private Conversation<Operations> conversation() {
    return conversation(server.server.getPort());
  }

  private Conversation<Operations> conversation(int port) {
    return Conversations.ofClient(channels, OPENING).to(new Address("127.0.0.1", port));
  }

  private static Told send(Conversation<Operations> conversation, String name, Duration time) {
    Told told = new Told();
    conversation.send(
        Operation.newBuilder().setGet(GetRequest.newBuilder().setTable(name)),
        TimeLimit.in(time, Ticker.system()),
        told);
    return told;
  }

  /** What was told, as text. */
  private static final class Told implements Conversation.Reply {
    private final CompletableFuture<String> told = new CompletableFuture<>();
    private volatile int times;

    @Override
    public void answered(OperationAnswer answer, SharedHeader shared) {
      tell(answer.getGet().getHeader().getRequestId());
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      tell(failure.getStatus().getCode() + " " + departure);
    }

    private synchronized void tell(String what) {
      times++;
      told.complete(what);
    }

    String get() throws Exception {
      return told.get(20, TimeUnit.SECONDS);
    }
  }

  /** Takes operations, and answers when it is told to, with the name that was asked for. */
  private static final class Fake extends DataGrpc.DataImplBase {
    private final List<StreamObserver<OperationAnswers>> streams = new CopyOnWriteArrayList<>();
    private final List<Operations> messages = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Operation> arrived = new LinkedBlockingQueue<>();
    private final Server server;

    Fake() throws IOException {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .addService(this)
              .build()
              .start();
    }

    @Override
    public StreamObserver<Operations> converse(StreamObserver<OperationAnswers> caller) {
      streams.add(caller);
      return new StreamObserver<>() {
        @Override
        public void onNext(Operations message) {
          messages.add(message);
          arrived.addAll(message.getOperationList());
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
      };
    }

    List<Operation> operations(int n) throws InterruptedException {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        Operation next = arrived.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("operation %d", i).isNotNull();
        operations.add(next);
      }
      return operations;
    }

    void answer(Operation operation) {
      GetAnswer.Builder answer = GetAnswer.newBuilder();
      answer.getHeaderBuilder().setRequestId(operation.getGet().getTable());
      streams
          .get(streams.size() - 1)
          .onNext(
              OperationAnswers.newBuilder()
                  .addAnswer(OperationAnswer.newBuilder().setId(operation.getId()).setGet(answer))
                  .build());
    }

    void close() {
      server.shutdownNow();
    }
  }
}
