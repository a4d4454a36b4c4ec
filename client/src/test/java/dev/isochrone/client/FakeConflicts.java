package dev.isochrone.client;

import dev.isochrone.api.v1.ConflictsGrpc;
import dev.isochrone.api.v1.ListConflictsAnswer;
import dev.isochrone.api.v1.ListConflictsRequest;
import dev.isochrone.api.v1.ShowConflictAnswer;
import dev.isochrone.api.v1.ShowConflictRequest;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.wire.conflict.Answered;
import dev.isochrone.wire.conflict.Conflict;
import dev.isochrone.wire.conflict.ConflictPage;
import dev.isochrone.wire.conflict.ConflictShown;
import dev.isochrone.wire.conflict.ConflictsWire;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node's conflicts: one a page, the token being the place in the list. */
final class FakeConflicts extends ConflictsGrpc.ConflictsImplBase {
  private static final Answered HEADER =
      new Answered(
          HlcTimestamp.of(1, 0),
          new AnswerHeader.Served(FakeCluster.EU, new NodeId("eu-1")),
          "r-1");

  private final List<Conflict> known = new CopyOnWriteArrayList<>();
  private volatile Optional<Refusal> refusal = Optional.empty();

  void add(Conflict conflict) {
    known.add(conflict);
  }

  void refuse(Refusal always) {
    refusal = Optional.of(always);
  }

  @Override
  public void list(ListConflictsRequest request, StreamObserver<ListConflictsAnswer> answers) {
    if (refusal.isPresent()) {
      answers.onError(GrpcRefusals.toStatus(refusal.get(), ""));
      return;
    }
    int place = request.getPageToken().isEmpty() ? 0 : request.getPageToken().byteAt(0);
    List<Conflict> page = known.subList(place, Math.min(place + 1, known.size()));
    Bytes next =
        place + 1 < known.size() ? Bytes.wrap(new byte[] {(byte) (place + 1)}) : Bytes.EMPTY;
    answers.onNext(ConflictsWire.toProto(new ConflictPage(HEADER, page, next)));
    answers.onCompleted();
  }

  @Override
  public void show(ShowConflictRequest request, StreamObserver<ShowConflictAnswer> answers) {
    Bytes id = Bytes.wrap(request.getId().toByteArray());
    answers.onNext(
        ConflictsWire.toProto(
            new ConflictShown(
                HEADER, known.stream().filter(conflict -> conflict.id().equals(id)).findAny())));
    answers.onCompleted();
  }
}
