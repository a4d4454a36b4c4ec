package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationWireTest {
  private static final RequestId ID = new RequestId("7f3a", 5);

  @ForSeeds
  void request_withItsStreamsOpening_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    RequestHeader header = samples.header();
    StreamOpening opening = new StreamOpening(header.callerRegion(), header.noForward());
    ReadRequest read =
        new ReadRequest(
            header, samples.tableName(), samples.keyForm(), samples.oneOf(Consistency.values()));

    assertThat(StreamOpening.fromProto(opening.toProto()).orThrow()).isEqualTo(opening);
    ReadRequest arrived =
        RequestWire.fromProto(OperationWire.toProto(read).getGet(), header::requestId).orThrow();
    assertThat(arrived.under(OperationWire.within(opening, arrived.header(), header.id())))
        .isEqualTo(read);
  }

  @ForSeeds
  void write_isAPutADeleteOrABatch_andComesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    List<RowWrite> rows = new ArrayList<>();
    for (int i = 0; i <= seed % 3; i++) {
      rows.add(
          new RowWrite(
              samples.keyForm(),
              seed % 2 == 0 ? Optional.of(samples.document()) : Optional.empty(),
              samples.condition(),
              samples.sometimes(samples::contextToken)));
    }
    RequestHeader header = samples.header();
    WriteRequest write = new WriteRequest(header, samples.tableName(), rows);

    Operation operation = OperationWire.toProto(write).orThrow().build();

    Outcome<WriteRequest> arrived =
        switch (operation.getOperationCase()) {
          case PUT -> RequestWire.fromProto(operation.getPut(), header::requestId);
          case DELETE -> RequestWire.fromProto(operation.getDelete(), header::requestId);
          case WRITE -> RequestWire.fromProto(operation.getWrite(), header::requestId);
          default -> throw new AssertionError(operation.getOperationCase());
        };
    StreamOpening opening = new StreamOpening(header.callerRegion(), header.noForward());
    WriteRequest read = arrived.orThrow();
    assertThat(read.under(OperationWire.within(opening, read.header(), header.id())))
        .isEqualTo(write);
  }

  @ForSeeds
  void answersOfAMessage_comeBackAsTheyWere_butForTheirSharedClock(long seed)
      throws RefusedException {
    Samples samples = new Samples(seed);
    AnswerHeader.Served served = samples.answerHeader().served();
    AnswerGathering gathering = new AnswerGathering();
    List<WriteAnswer> written = new ArrayList<>();
    List<ReadAnswer> found = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      WriteAnswer write = new WriteAnswer(servedBy(served, samples.answerHeader()));
      write = i % 2 == 0 ? write : write.naming(samples.key());
      ReadAnswer read = samples.readAnswer(servedBy(served, samples.answerHeader()));
      gathering.addWrite(put(2L * i), Outcome.done(write), ID);
      gathering.addRead(get(2L * i + 1), Outcome.done(read), ID);
      written.add(write);
      found.add(read);
    }

    OperationAnswers message = gathering.build();

    SharedHeader shared = SharedHeader.of(message.getHeader());
    assertThat(message.getAnswerList()).extracting(it -> it.getId()).contains(0L, 9L);
    for (int i = 0; i < 5; i++) {
      WriteAnswer write = written.get(i);
      ReadAnswer read = found.get(i);
      assertThat(
              OperationWire.writeAnswer(message.getAnswer(2 * i), shared, write.header().id())
                  .orThrow())
          .isEqualTo(new WriteAnswer(at(shared, write.header()), write.key()));
      assertThat(
              OperationWire.readAnswer(message.getAnswer(2 * i + 1), shared, read.header().id())
                  .orThrow())
          .isEqualTo(
              new ReadAnswer(
                  at(shared, read.header()), read.document(), read.siblings(), read.context()));
    }
  }

  @Test
  void refusals_areAnswersToo_alsoAlone() {
    AnswerGathering gathering = new AnswerGathering();
    Refusal refusal =
        Refusal.notLeader(
            new Region("eu-west"),
            Optional.of(new Endpoint(new NodeId("eu-west-a"), "127.0.0.1", 7400)));
    gathering.addRefusal(get(7), refusal, ID);

    OperationAnswers message = gathering.build();

    assertThat(
            OperationWire.readAnswer(
                message.getAnswer(0), SharedHeader.of(message.getHeader()), ID))
        .isEqualTo(Outcome.refused(refusal));
    assertThat(message.getAnswer(0).getRefused().getRequestId()).isEqualTo("7f3a-5");
  }

  @Test
  void openingThatNamesItsCaller_comesBackAsItWas_andABadNameIsRefused() throws RefusedException {
    StreamOpening opening = new StreamOpening(Optional.empty(), true, "7f3a");

    assertThat(StreamOpening.fromProto(opening.toProto()).orThrow()).isEqualTo(opening);
    for (String bad : List.of("a b", "x".repeat(44))) {
      Refusals.assertRefused(
          StreamOpening.fromProto(opening.toProto().toBuilder().setRequestCaller(bad).build()),
          RefusalCode.INVALID_REQUEST,
          "opening.request_caller");
    }
  }

  @ForSeeds
  void requestThatIsPassedOn_takesItsIdAlong(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    RequestHeader header = samples.header();
    ReadRequest read =
        new ReadRequest(
            header, samples.tableName(), samples.keyForm(), samples.oneOf(Consistency.values()));
    WriteRequest write =
        new WriteRequest(
            header,
            samples.tableName(),
            List.of(RowWrite.put(samples.keyForm(), samples.document())));

    assertThat(OperationWire.requestId(OperationWire.passedOn(read).build()))
        .isEqualTo(header.requestId());
    assertThat(OperationWire.requestId(OperationWire.passedOn(write).orThrow().build()))
        .isEqualTo(header.requestId());
    assertThat(OperationWire.requestId(OperationWire.toProto(read).build())).isEmpty();
  }

  @Test
  void answerOfAnotherKind_isRefused() {
    AnswerGathering gathering = new AnswerGathering();
    gathering.addWrite(put(1), Outcome.done(new WriteAnswer(new Samples(1).answerHeader())), ID);
    OperationAnswers message = gathering.build();

    Outcome<ReadAnswer> read =
        OperationWire.readAnswer(message.getAnswer(0), SharedHeader.of(message.getHeader()), ID);

    Refusals.assertRefused(read, RefusalCode.INVALID_REQUEST, "answer");
  }

  private static AnswerHeader servedBy(AnswerHeader.Served served, AnswerHeader header) {
    return new AnswerHeader(
        header.hlc(),
        served,
        header.home(),
        header.version(),
        header.staleness(),
        header.leader(),
        header.requestId());
  }

  private static AnswerHeader at(SharedHeader shared, AnswerHeader header) throws RefusedException {
    return new AnswerHeader(
        shared.header().orThrow().hlc(),
        header.served(),
        header.home(),
        header.version(),
        header.staleness(),
        header.leader(),
        header.requestId());
  }

  private static Operation put(long id) {
    return Operation.newBuilder()
        .setId(id)
        .setPut(dev.isochrone.api.v1.PutRequest.getDefaultInstance())
        .build();
  }

  private static Operation get(long id) {
    return Operation.newBuilder()
        .setId(id)
        .setGet(dev.isochrone.api.v1.GetRequest.newBuilder().setPacked(true))
        .build();
  }
}
