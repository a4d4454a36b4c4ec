package dev.isochrone.zone.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.RefusalKind;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.placement.Directory;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.gateway.Onward.Target;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway whose leader answers, over a socket, with what can't be read. */
@Timeout(30)
class LeaderCallsTest {
  private static final Target TARGET = new Target(TwoRegions.EU, 0);
  private static final KeyForm KEY = new KeyForm.Text("FR/1");
  private static final RequestHeader HEADER =
      new RequestHeader("r-1", Optional.empty(), false, Optional.empty());

  private volatile Function<Operation, byte[]> leaderSays = operation -> new byte[0];
  private final RpcServer leader =
      RpcServer.listen(ListenConfig.loopback(0), List.of(new Babbler()));
  private final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());
  private final Directory directory =
      TwoRegions.directory(leader.port() - 1); // For clients; servers have the one after it.
  private final LeaderCalls calls =
      new LeaderCalls(
          () -> directory,
          new Forwarder(TwoRegions.CLUSTER, TwoRegions.SELF, TwoRegions.EU),
          channels);

  LeaderCallsTest() throws IOException {}

  @AfterEach
  void close() {
    channels.close();
    leader.close();
  }

  /** Answers that no release of ours gives. */
  private enum Unreadable {
    /** No message at all: the stream can't go on. */
    BYTES_OF_NOTHING {
      @Override
      byte[] answer(Operation to) {
        return new byte[] {-1, -1, -1, -1};
      }
    },
    NO_ANSWER {
      @Override
      byte[] answer(Operation to) {
        return message(OperationAnswer.newBuilder().setId(to.getId()));
      }
    },
    OF_ANOTHER_KIND {
      @Override
      byte[] answer(Operation to) {
        OperationAnswer.Builder answer = OperationAnswer.newBuilder().setId(to.getId());
        if (to.hasGet()) {
          answer.getPutBuilder();
        } else {
          answer.getGetBuilder();
        }
        return message(answer);
      }
    },
    /** Of the right kind, but it does not say who served it. */
    WITHOUT_ITS_HEADER {
      @Override
      byte[] answer(Operation to) {
        OperationAnswer.Builder answer = OperationAnswer.newBuilder().setId(to.getId());
        if (to.hasGet()) {
          answer.getGetBuilder();
        } else {
          answer.getPutBuilder();
        }
        return message(answer);
      }
    };

    abstract byte[] answer(Operation to);

    private static byte[] message(OperationAnswer.Builder answer) {
      return OperationAnswers.newBuilder().addAnswer(answer).build().toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeWhoseAnswerCantBeRead_isUnknown(Unreadable said) throws Exception {
    leaderSays = said::answer;

    Refusal refusal = refusal(write(Duration.ofSeconds(20)));

    assertThat(refusal.code()).isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
    assertForPeople(refusal);
  }

  /** It once named a field, as if the caller's request had been at fault. */
  @ParameterizedTest
  @EnumSource
  void readWhoseAnswerCantBeRead_mayBeAskedAgain(Unreadable said) throws Exception {
    leaderSays = said::answer;

    Refusal refusal = refusal(read(Duration.ofSeconds(20)));

    assertThat(refusal.code()).isEqualTo(RefusalCode.HOME_UNREACHABLE);
    assertForPeople(refusal);
  }

  @Test
  void refusalOfANewerRelease_isTakenAsOneOfItsKind_orPromisesNothing() throws Exception {
    leaderSays = to -> refused(to, RefusalKind.LATER_VALUE);
    assertThat(refusal(write(Duration.ofSeconds(20))).code()).isEqualTo(RefusalCode.NOT_READY);

    leaderSays = to -> refused(to, /* kind= */ 77);
    assertThat(refusal(write(Duration.ofSeconds(20))).code())
        .isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
  }

  @Test
  void answerUnderAnIdOfNobody_isDropped_andTheRequestEndsWithItsTime() throws Exception {
    leaderSays =
        to ->
            OperationAnswers.newBuilder()
                .addAnswer(OperationAnswer.newBuilder().setId(to.getId() + 1_000))
                .build()
                .toByteArray();

    assertThat(refusal(write(Duration.ofMillis(200))).code())
        .isEqualTo(RefusalCode.OUTCOME_UNKNOWN);
    assertThat(refusal(read(Duration.ofMillis(200))).code())
        .isEqualTo(RefusalCode.HOME_UNREACHABLE);
  }

  private static byte[] refused(Operation to, int kind) {
    OperationAnswer.Builder answer = OperationAnswer.newBuilder().setId(to.getId());
    answer.getRefusedBuilder().setCodeValue(9_999).setKindValue(kind).setMessage("of tomorrow");
    return Unreadable.message(answer);
  }

  private CompletableFuture<? extends Outcome<?>> write(Duration time) {
    Document city = Document.of(Map.of("name", new Value.Text("Lyon")));
    return calls.write(
        TARGET,
        WriteRequest.of(HEADER, TwoRegions.CITIES, KEY, Optional.of(city), Condition.None.NONE),
        TimeLimit.in(time, Ticker.system()));
  }

  private CompletableFuture<? extends Outcome<?>> read(Duration time) {
    return calls.read(
        TARGET,
        new ReadRequest(HEADER, TwoRegions.CITIES, KEY, Consistency.STRONG),
        TimeLimit.in(time, Ticker.system()));
  }

  private static Refusal refusal(CompletableFuture<? extends Outcome<?>> outcome) throws Exception {
    return ((Outcome.Refused<?>) outcome.get(20, TimeUnit.SECONDS)).refusal();
  }

  private static void assertForPeople(Refusal refusal) {
    assertThat(refusal.message()).isNotBlank().doesNotContain("Exception", "dev.isochrone", "\n");
  }

  /** Answers every operation with the bytes that the test gives. */
  private final class Babbler implements BindableService {
    @Override
    public ServerServiceDefinition bindService() {
      MethodDescriptor<ForwardedOperations, byte[]> converse =
          ForwardingGrpc.getConverseMethod().toBuilder(
                  ForwardingGrpc.getConverseMethod().getRequestMarshaller(), new Raw())
              .build();
      return ServerServiceDefinition.builder(ForwardingGrpc.SERVICE_NAME)
          .addMethod(converse, ServerCalls.asyncBidiStreamingCall(this::converse))
          .build();
    }

    private StreamObserver<ForwardedOperations> converse(StreamObserver<byte[]> caller) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ForwardedOperations message) {
          message
              .getOperations()
              .getOperationList()
              .forEach(operation -> caller.onNext(leaderSays.apply(operation)));
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
      };
    }
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
