package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.Consistency;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.Document;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.RequestHeader;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.cluster.ForwarderWire;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What a node's log says of requests that took long, and by which names, over a socket. */
@Timeout(30)
class GatewaySlowLogTest {
  private static final Consistency EVENTUAL =
      Consistency.newBuilder().setLevel(Consistency.Level.EVENTUAL).build();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final GatewayFixture node = GatewayFixture.open();

  /** To which everything is slow. */
  private final SlowLog slow =
      new SlowLog(TwoRegions.SELF.name(), Duration.ofNanos(1), Ticker.system());

  private final NodeTally tally = NodeTally.of(Ticker.system());
  private final OperationStreams streams =
      new OperationStreams(
          new OperationStreams.Surroundings(
              node.gateway, () -> "given", node.burst, Ticker.system(), tally, slow));
  private final Scans scans = node.scans();
  private final DataService data =
      new DataService(
          node.gateway,
          new ScanService(scans, () -> "given", tally.clients()),
          () -> "given",
          streams,
          tally.clients(),
          slow);
  private final RpcServer server =
      RpcServer.listen(
          ListenConfig.loopback(0), List.of(data, new ForwardingService(node.gateway, streams)));
  private final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());
  private final BlockingQueue<OperationAnswers> answers = new LinkedBlockingQueue<>();

  GatewaySlowLogTest() throws IOException {}

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    channels.close();
    streams.close();
    server.close();
    scans.close();
    node.close();
  }

  @Test
  void operationsOfAStream_areNoted_byTheirCallersCount_orTheirOwnId() throws Exception {
    StreamObserver<Operations> stream = DataGrpc.newStub(channel()).converse(new Answered());

    stream.onNext(
        Operations.newBuilder()
            .setOpening(Operations.Opening.newBuilder().setRequestCaller("7f3a"))
            .addOperation(operation(1).setRequestNumber(5).setPut(put(GatewayFixture.LYON)))
            .addOperation(operation(2).setRequestNumber(6).setPut(put("XX/1")))
            .addOperation(
                operation(3)
                    .setRequestNumber(7)
                    .setGet(
                        get(GatewayFixture.LYON)
                            .setHeader(RequestHeader.newBuilder().setRequestId("mine"))
                            .setConsistency(EVENTUAL)))
            .addOperation(operation(4).setDelete(delete(GatewayFixture.LYON)))
            .build());
    List<OperationAnswer> told = awaitAnswers(4);

    assertThat(noted())
        .anyMatch(line -> line.startsWith("slow request 7f3a-5: put of partition 0, 0 hops: done"))
        .anyMatch(line -> line.startsWith("slow request 7f3a-6: put: NO_HOME after "))
        .anyMatch(
            line ->
                line.startsWith(
                    "slow request mine: get_eventual at eventual of partition 0, 0 hops"))
        .anyMatch(line -> line.startsWith("slow request given-4: delete of partition 0"))
        .hasSize(4)
        .noneMatch(line -> line.contains("2996944") || line.contains("XX"));
    assertThat(told)
        .filteredOn(OperationAnswer::hasRefused)
        .extracting(answer -> answer.getRefused().getRequestId())
        .containsExactly("7f3a-6");
    assertThat(log.list.get(0).getKeyValuePairs())
        .extracting(pair -> pair.key)
        .contains("request", "kind", "millis", "outcome");
  }

  @Test
  void unaryCalls_areNoted_byTheIdThatTheyCameWith_orWereGiven() {
    DataGrpc.DataBlockingStub stub = DataGrpc.newBlockingStub(channel());

    assertThat(
            stub.put(
                    put(GatewayFixture.LYON)
                        .setHeader(RequestHeader.newBuilder().setRequestId("mine"))
                        .build())
                .getHeader()
                .getRequestId())
        .isEqualTo("mine");
    assertThat(catchThrowable(() -> stub.get(get("XX/1").build())))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(GrpcRefusals.requestId(refused)).isEqualTo("given"));

    assertThat(noted())
        .anyMatch(line -> line.startsWith("slow request mine: put of partition 0, 0 hops: done"))
        .anyMatch(line -> line.startsWith("slow request given: get_strong: NO_HOME"))
        .hasSize(2);
  }

  @Test
  void whatAnotherGatewaySentOn_isNotedUnderTheSameId_withItsHop() throws Exception {
    StreamObserver<ForwardedOperations> stream =
        ForwardingGrpc.newStub(channel()).converse(new Answered());
    Forwarder neighbour =
        new Forwarder(node.gateway.directory().cluster().id(), TwoRegions.NEIGHBOUR, TwoRegions.EU);

    stream.onNext(
        ForwardedOperations.newBuilder()
            .setHeader(ForwarderWire.toProto(neighbour))
            .setOperations(
                Operations.newBuilder()
                    .addOperation(
                        operation(1)
                            .setPut(
                                put(GatewayFixture.LYON)
                                    .setHeader(RequestHeader.newBuilder().setRequestId("7f3a-5")))))
            .build());
    awaitAnswers(1);

    assertThat(noted())
        .singleElement()
        .asString()
        .startsWith("slow request 7f3a-5: put of partition 0, 1 hops: done after ");
  }

  private List<String> noted() {
    await().until(() -> !log.list.isEmpty());
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(SlowLog.class);
  }

  private List<OperationAnswer> awaitAnswers(int count) throws InterruptedException {
    List<OperationAnswer> all = new ArrayList<>();
    while (all.size() < count) {
      OperationAnswers message = answers.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("%s answers of %s", all.size(), count).isNotNull();
      all.addAll(message.getAnswerList());
    }
    return all;
  }

  private ManagedChannel channel() {
    return channels.to(new Address("127.0.0.1", server.port()));
  }

  private static Operation.Builder operation(long id) {
    return Operation.newBuilder().setId(id);
  }

  private static PutRequest.Builder put(String key) {
    return PutRequest.newBuilder()
        .setTable("cities")
        .setKey(Key.newBuilder().setText(key))
        .setDocument(Document.newBuilder().setFields(Fields.getDefaultInstance()));
  }

  private static DeleteRequest.Builder delete(String key) {
    return DeleteRequest.newBuilder().setTable("cities").setKey(Key.newBuilder().setText(key));
  }

  private static GetRequest.Builder get(String key) {
    return GetRequest.newBuilder().setTable("cities").setKey(Key.newBuilder().setText(key));
  }

  /** Keeps what comes back. */
  private final class Answered implements StreamObserver<OperationAnswers> {
    @Override
    public void onNext(OperationAnswers message) {
      answers.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      // The test's end, or nothing comes any more and the test sees that.
    }

    @Override
    public void onCompleted() {
      // As above.
    }
  }
}
