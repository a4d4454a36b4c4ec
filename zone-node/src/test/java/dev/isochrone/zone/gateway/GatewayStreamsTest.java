package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.OperationWire;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.grpc.DataService;
import dev.isochrone.zone.grpc.ForwardingService;
import dev.isochrone.zone.grpc.OperationStreams;
import dev.isochrone.zone.grpc.ScanService;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.tally.NodeTally;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server's end of the streams, over a socket. */
@Timeout(30)
class GatewayStreamsTest {
  private static final SlowLog OFF = new SlowLog("node", Duration.ZERO, Ticker.system());

  private final GatewayFixture node = GatewayFixture.open();
  private final NodeTally tally = NodeTally.of(Ticker.system());
  private final OperationStreams streams =
      new OperationStreams(
          new OperationStreams.Surroundings(
              node.gateway, () -> "given", node.burst, /* ticker= */ () -> 0, tally, OFF));
  private final Scans scans = node.scans();
  private final RpcServer server =
      RpcServer.listen(
          ListenConfig.loopback(0),
          List.of(
              new DataService(
                  node.gateway,
                  new ScanService(scans, () -> "given", tally.clients()),
                  () -> "given",
                  streams,
                  tally.clients(),
                  OFF),
              new ForwardingService(node.gateway, streams)));
  private final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());
  private final Heard heard = new Heard();

  GatewayStreamsTest() throws IOException {}

  @AfterEach
  void close() {
    channels.close();
    streams.close();
    server.close();
    scans.close();
    node.close();
  }

  @Test
  void operationsOfAMessage_areAnsweredTogether_eachUnderItsId() throws Exception {
    StreamObserver<Operations> stream = converse();

    stream.onNext(operations(put(7, GatewayFixture.LYON), put(9, "FR/2"), put(8, "XX/1")));

    OperationAnswers written = heard.message();
    assertThat(written.getAnswerList())
        .extracting(OperationAnswer::getId)
        .containsExactlyInAnyOrder(7L, 8L, 9L);
    assertThat(answer(written, 8).getRefused().getCodeValue())
        .isEqualTo(RefusalCode.NO_HOME.number());
    assertThat(written.getHeader().getNode()).isEqualTo(TwoRegions.SELF.name());

    stream.onNext(operations(get(1, GatewayFixture.LYON), get(2, "FR/3")));

    OperationAnswers read = heard.message();
    assertThat(answer(read, 1).getGet().getFound()).isTrue();
    assertThat(answer(read, 2).getGet().getFound()).isFalse();
    assertThat(answer(read, 1).getGet().getHeader().getVersion())
        .isEqualTo(answer(written, 7).getPut().getHeader().getVersion());
  }

  @Test
  void openingOfAStream_holdsForItsOperations() throws Exception {
    StreamObserver<Operations> stream = converse();

    stream.onNext(
        operations(put(1, GatewayFixture.DELHI)).toBuilder()
            .setOpening(Operations.Opening.newBuilder().setNoForward(true))
            .build());

    assertThat(heard.message().getAnswer(0).getRefused().getCodeValue())
        .isEqualTo(RefusalCode.NOT_HOME.number());
    assertThat(node.onward.sent).isEmpty();
  }

  /** The first one's time once ended all reads of a message. */
  @Test
  void readsOfAMessage_thatAreSentOn_haveEachTheirOwnTime() throws Exception {
    StreamObserver<Operations> stream = converse();
    Operation hasty = get(1, GatewayFixture.DELHI).toBuilder().setTimeoutMillis(100).build();
    Operation patient = get(2, "IN/3").toBuilder().setTimeoutMillis(9_000).build();

    stream.onNext(operations(hasty, patient));

    assertThat(heard.message().getAnswerList()).allMatch(OperationAnswer::hasGet);
    assertThat(node.onward.left).containsExactly(Duration.ofMillis(100), Duration.ofSeconds(9));
  }

  @Test
  void operationOfNoKind_isRefused_andTheStreamGoesOn() throws Exception {
    StreamObserver<Operations> stream = converse();

    stream.onNext(operations(Operation.newBuilder().setId(1).build()));
    assertThat(heard.message().getAnswer(0).getRefused().getCodeValue())
        .isEqualTo(RefusalCode.NOT_SUPPORTED.number());

    stream.onNext(operations(put(2, GatewayFixture.LYON)));
    assertThat(heard.message().getAnswer(0).hasPut()).isTrue();
  }

  @Test
  void nodeThatStops_endsItsStreamsInOrder() throws Exception {
    StreamObserver<Operations> stream = converse();
    stream.onNext(operations(put(1, GatewayFixture.LYON)));
    heard.message();

    streams.close();

    assertThat(heard.end()).isEqualTo("completed");
  }

  @Test
  void gatewayOfAnotherCluster_isRefused_beforeAnyOperation() throws Exception {
    StreamObserver<ForwardedOperations> stream = ForwardingGrpc.newStub(channel()).converse(heard);

    stream.onNext(
        ForwardedOperations.newBuilder()
            .setHeader(
                ForwardHeader.newBuilder()
                    .setClusterId("ffffffffffffffffffffffffffffffff")
                    .setFromNode("eu-west-b")
                    .setFromRegion("eu-west")
                    .setFeatureLevelMin(1)
                    .setFeatureLevelMax(1))
            .setOperations(operations(put(1, GatewayFixture.LYON)))
            .build());

    assertThat(heard.end()).isEqualTo(RefusalCode.WRONG_CLUSTER.toString());
    assertThat(node.replica.readLocal(lyon()).orThrow()).isEmpty();
  }

  private StoredKey lyon() throws Exception {
    return node.gateway
        .where(TwoRegions.CITIES, new KeyForm.Text(GatewayFixture.LYON))
        .orThrow()
        .key();
  }

  private StreamObserver<Operations> converse() {
    return DataGrpc.newStub(channel()).converse(heard);
  }

  private ManagedChannel channel() {
    return channels.to(new Address("127.0.0.1", server.port()));
  }

  private static Operations operations(Operation... operations) {
    return Operations.newBuilder().addAllOperation(List.of(operations)).build();
  }

  private static Operation put(long id, String key) throws Exception {
    WriteRequest put =
        WriteRequest.of(
            GatewayFixture.header(),
            TwoRegions.CITIES,
            new KeyForm.Text(key),
            Optional.of(GatewayFixture.CITY),
            Condition.None.NONE);
    return OperationWire.toProto(put).orThrow().setId(id).build();
  }

  private static Operation get(long id, String key) {
    return OperationWire.toProto(
            new ReadRequest(
                GatewayFixture.header(),
                TwoRegions.CITIES,
                new KeyForm.Text(key),
                Consistency.STRONG))
        .setId(id)
        .build();
  }

  private static OperationAnswer answer(OperationAnswers message, long id) {
    return message.getAnswerList().stream()
        .filter(answer -> answer.getId() == id)
        .findAny()
        .orElseThrow();
  }

  /** What came back. */
  private static final class Heard implements StreamObserver<OperationAnswers> {
    private final BlockingQueue<OperationAnswers> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void onNext(OperationAnswers message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      Refusal refusal = GrpcRefusals.ofRead((StatusRuntimeException) failure);
      ends.add(refusal.code().toString());
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }

    OperationAnswers message() throws InterruptedException {
      OperationAnswers next = messages.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    String end() throws InterruptedException {
      return String.valueOf(ends.poll(20, TimeUnit.SECONDS));
    }
  }
}
