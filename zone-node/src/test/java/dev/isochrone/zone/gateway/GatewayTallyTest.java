package dev.isochrone.zone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.Condition;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.Document;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.OpenSessionRequest;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.cluster.ForwarderWire;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.zone.TwoRegions;
import dev.isochrone.zone.grpc.DataService;
import dev.isochrone.zone.grpc.ForwardingService;
import dev.isochrone.zone.grpc.OperationStreams;
import dev.isochrone.zone.grpc.ScanService;
import dev.isochrone.zone.scan.Scans;
import dev.isochrone.zone.slow.SlowLog;
import dev.isochrone.zone.tally.NodeTally;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import dev.isochrone.zone.tally.RequestTally;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node's services count of what they answer, over a socket. */
@Timeout(30)
class GatewayTallyTest {
  private static final Condition ABSENT = Condition.newBuilder().setAbsent(true).build();

  private static final SlowLog OFF = new SlowLog("node", Duration.ZERO, Ticker.system());

  private final GatewayFixture node = GatewayFixture.open();
  private final NodeTally tally = NodeTally.of(Ticker.system());
  private final OperationStreams streams =
      new OperationStreams(
          new OperationStreams.Surroundings(
              node.gateway, () -> "given", node.burst, Ticker.system(), tally, OFF));
  private final Scans scans = node.scans();
  private final DataService data =
      new DataService(
          node.gateway,
          new ScanService(scans, () -> "given", tally.clients()),
          () -> "given",
          streams,
          tally.clients(),
          OFF);
  private final RpcServer server =
      RpcServer.listen(
          ListenConfig.loopback(0), List.of(data, new ForwardingService(node.gateway, streams)));
  private final Channels channels = Channels.open(ChannelConfig.DEFAULT, Ticker.system());
  private final BlockingQueue<OperationAnswers> answers = new LinkedBlockingQueue<>();

  GatewayTallyTest() throws IOException {}

  @AfterEach
  void close() {
    channels.close();
    streams.close();
    server.close();
    scans.close();
    node.close();
  }

  @Test
  void operationsOfAStream_areCountedByKindAndEnd() throws Exception {
    StreamObserver<Operations> stream = DataGrpc.newStub(channel()).converse(new Answered());

    stream.onNext(
        Operations.newBuilder()
            .addOperation(operation(1).setPut(put(GatewayFixture.LYON)))
            .addOperation(operation(2).setPut(put("FR/2")))
            .addOperation(operation(3).setPut(put("XX/1")))
            .addOperation(operation(4).setPut(put("FR/2").setCondition(ABSENT)))
            .addOperation(operation(5).setDelete(delete("FR/9")))
            .addOperation(operation(6).setGet(get(GatewayFixture.LYON)))
            .addOperation(operation(7).setGet(get("not a key of cities")))
            .addOperation(operation(8))
            .build());
    awaitAnswers(8);

    assertThat(counted(tally.clients()))
        .containsOnly(
            Map.entry("PUT done", 2L),
            Map.entry("PUT NO_HOME", 1L),
            Map.entry("CONDITIONAL_PUT CONDITION_FAILED", 1L),
            Map.entry("DELETE done", 1L),
            Map.entry("GET_STRONG done", 1L),
            Map.entry("GET_STRONG INVALID_KEY", 1L),
            Map.entry("OTHER NOT_SUPPORTED", 1L));
    assertThat(counted(tally.gateways())).isEmpty();
    assertThat(LongStream.of(tally.clients().times(RequestKind.PUT).counts()).sum()).isEqualTo(3);
  }

  @Test
  void unaryCalls_areCountedByKindAndEnd() {
    DataGrpc.DataBlockingStub stub = DataGrpc.newBlockingStub(channel());

    assertThat(stub.put(put(GatewayFixture.LYON).build()).hasHeader()).isTrue();
    assertThat(stub.get(get(GatewayFixture.LYON).build()).getFound()).isTrue();
    assertThat(stub.openSession(OpenSessionRequest.getDefaultInstance()).hasHeader()).isTrue();
    node.diskFull = true;
    assertThat(catchThrowable(() -> stub.delete(delete(GatewayFixture.LYON).build())))
        .isInstanceOf(StatusRuntimeException.class);

    assertThat(counted(tally.clients()))
        .containsOnly(
            Map.entry("PUT done", 1L),
            Map.entry("GET_STRONG done", 1L),
            Map.entry("OPEN_SESSION done", 1L),
            Map.entry("DELETE " + RefusalCode.DISK_FULL, 1L));
  }

  @Test
  void whatAnotherGatewaySentOn_isCountedApart() throws Exception {
    StreamObserver<ForwardedOperations> stream =
        ForwardingGrpc.newStub(channel()).converse(new Answered());
    Forwarder neighbour =
        new Forwarder(node.gateway.directory().cluster().id(), TwoRegions.NEIGHBOUR, TwoRegions.EU);

    stream.onNext(
        ForwardedOperations.newBuilder()
            .setHeader(ForwarderWire.toProto(neighbour))
            .setOperations(
                Operations.newBuilder().addOperation(operation(1).setPut(put(GatewayFixture.LYON))))
            .build());
    awaitAnswers(1);

    assertThat(counted(tally.gateways())).containsOnly(Map.entry("PUT done", 1L));
    assertThat(counted(tally.clients())).isEmpty();
  }

  private void awaitAnswers(int count) throws InterruptedException {
    for (int left = count; left > 0; ) {
      OperationAnswers message = answers.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("%s more answers", left).isNotNull();
      left -= message.getAnswerCount();
    }
  }

  private ManagedChannel channel() {
    return channels.to(new Address("127.0.0.1", server.port()));
  }

  private static Map<String, Long> counted(RequestTally tally) {
    Map<String, Long> counted = new TreeMap<>();
    for (RequestKind kind : RequestKind.values()) {
      for (RequestEnd end : RequestEnd.all()) {
        if (tally.count(kind, end) > 0) {
          counted.put(kind + " " + end, tally.count(kind, end));
        }
      }
    }
    return counted;
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
