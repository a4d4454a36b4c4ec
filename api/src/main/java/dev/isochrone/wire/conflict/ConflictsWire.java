package dev.isochrone.wire.conflict;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.ConflictsHeader;
import dev.isochrone.api.v1.ListConflictsAnswer;
import dev.isochrone.api.v1.ListConflictsRequest;
import dev.isochrone.api.v1.ShowConflictAnswer;
import dev.isochrone.api.v1.ShowConflictRequest;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.wire.DocumentWire;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.HeaderWire;
import dev.isochrone.wire.KeyWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.wire.VersionWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Conflicts on the wire. */
public final class ConflictsWire {
  private static final FieldPath HEADER = FieldPath.of("header");
  private static final FieldPath CONFLICT = FieldPath.of("conflict");

  private ConflictsWire() {}

  public static ListConflictsRequest toProto(ConflictsQuestion question) {
    return ListConflictsRequest.newBuilder()
        .setHeader(HeaderWire.toProto(question.header()))
        .setTable(question.table().toString())
        .setPageToken(bytes(question.from()))
        .setMax(question.max())
        .build();
  }

  /**
   * A question for a page.
   *
   * @param requestIds where a request without an id gets one from
   */
  public static Outcome<ConflictsQuestion> fromProto(
      ListConflictsRequest request, Supplier<String> requestIds) {
    return FieldPath.total(
        () ->
            new ConflictsQuestion(
                HeaderWire.read(request.getHeader(), HEADER, requestIds),
                RequestWire.table(request.getTable()),
                bytes(request.getPageToken()),
                FieldPath.of("max").number(request.getMax())));
  }

  public static ShowConflictRequest toProto(ConflictQuestion question) {
    return ShowConflictRequest.newBuilder()
        .setHeader(HeaderWire.toProto(question.header()))
        .setTable(question.table().toString())
        .setId(bytes(question.id()))
        .build();
  }

  /**
   * A question for one record.
   *
   * @param requestIds where a request without an id gets one from
   */
  public static Outcome<ConflictQuestion> fromProto(
      ShowConflictRequest request, Supplier<String> requestIds) {
    return FieldPath.total(
        () ->
            new ConflictQuestion(
                HeaderWire.read(request.getHeader(), HEADER, requestIds),
                RequestWire.table(request.getTable()),
                bytes(request.getId())));
  }

  /**
   * A page.
   *
   * @throws IllegalStateException if a document is one that no write can have made
   */
  public static ListConflictsAnswer toProto(ConflictPage page) {
    ListConflictsAnswer.Builder proto =
        ListConflictsAnswer.newBuilder()
            .setHeader(header(page.header()))
            .setPageToken(bytes(page.next()));
    page.conflicts().forEach(conflict -> proto.addConflict(conflict(conflict)));
    return proto.build();
  }

  public static Outcome<ConflictPage> fromProto(ListConflictsAnswer answer) {
    return FieldPath.total(
        () -> {
          List<Conflict> conflicts = new ArrayList<>(answer.getConflictCount());
          for (dev.isochrone.api.v1.Conflict conflict : answer.getConflictList()) {
            conflicts.add(conflict(conflict, CONFLICT.element(conflicts.size())));
          }
          return new ConflictPage(
              header(answer.getHeader()), conflicts, bytes(answer.getPageToken()));
        });
  }

  /**
   * One record.
   *
   * @throws IllegalStateException if its document is one that no write can have made
   */
  public static ShowConflictAnswer toProto(ConflictShown shown) {
    ShowConflictAnswer.Builder proto =
        ShowConflictAnswer.newBuilder().setHeader(header(shown.header()));
    shown.conflict().map(ConflictsWire::conflict).ifPresent(proto::setConflict);
    return proto.build();
  }

  public static Outcome<ConflictShown> fromProto(ShowConflictAnswer answer) {
    return FieldPath.total(
        () ->
            new ConflictShown(
                header(answer.getHeader()),
                answer.hasConflict()
                    ? Optional.of(conflict(answer.getConflict(), CONFLICT))
                    : Optional.empty()));
  }

  private static ConflictsHeader header(Answered header) {
    return ConflictsHeader.newBuilder()
        .setHlc(header.hlc().packed())
        .setRegion(header.by().region().name())
        .setNode(header.by().node().name())
        .setRequestId(header.requestId())
        .build();
  }

  private static Answered header(ConflictsHeader header) throws RefusedException {
    return new Answered(
        HEADER.field("hlc").value(() -> new HlcTimestamp(header.getHlc())),
        new AnswerHeader.Served(
            HEADER.field("region").value(() -> new Region(header.getRegion())),
            HEADER.field("node").value(() -> new NodeId(header.getNode()))),
        header.getRequestId());
  }

  private static dev.isochrone.api.v1.Conflict conflict(Conflict conflict) {
    dev.isochrone.api.v1.Conflict.Builder proto =
        dev.isochrone.api.v1.Conflict.newBuilder()
            .setId(bytes(conflict.id()))
            .setLoser(writing(conflict.loser()))
            .setWinner(writing(conflict.winner()))
            .setPolicyValue(conflict.policy().policy().number())
            .setPolicyVersion(conflict.policy().version())
            .setWithdrawn(conflict.withdrawn());
    proto.getKeyBuilder().setPacked(bytes(KeyTuple.encode(conflict.key())));
    conflict.document().map(ConflictsWire::packed).ifPresent(proto::setDocument);
    return proto.build();
  }

  private static dev.isochrone.api.v1.Document packed(Document lost) {
    return DocumentWire.toPacked(lost)
        .fold(
            document -> document,
            unfit -> {
              throw new IllegalStateException("a stored document is " + unfit.code());
            });
  }

  private static Conflict conflict(dev.isochrone.api.v1.Conflict conflict, FieldPath path)
      throws RefusedException {
    KeyForm key = KeyWire.read(conflict.getKey(), path.field("key"));
    path.field("key").require(key instanceof KeyForm.Typed, "text");
    int policyVersion = path.field("policy_version").number(conflict.getPolicyVersion());
    return new Conflict(
        bytes(conflict.getId()),
        ((KeyForm.Typed) key).key(),
        writing(conflict.getLoser(), path.field("loser")),
        conflict.hasDocument()
            ? Optional.of(DocumentWire.read(conflict.getDocument(), path.field("document")))
            : Optional.empty(),
        writing(conflict.getWinner(), path.field("winner")),
        new Conflict.Policy(
            path.field("policy")
                .numbered(
                    ConflictPolicy.values(), ConflictPolicy::number, conflict.getPolicyValue()),
            policyVersion),
        conflict.getWithdrawn());
  }

  private static dev.isochrone.api.v1.Conflict.Writing writing(Conflict.Writing writing) {
    dev.isochrone.api.v1.Conflict.Writing.Builder proto =
        dev.isochrone.api.v1.Conflict.Writing.newBuilder()
            .setVersion(VersionWire.toProto(writing.version()))
            .setHlc(writing.version().stamp().at().packed());
    writing.region().ifPresent(region -> proto.setRegion(region.name()));
    return proto.build();
  }

  private static Conflict.Writing writing(
      dev.isochrone.api.v1.Conflict.Writing writing, FieldPath path) throws RefusedException {
    return new Conflict.Writing(
        VersionWire.read(writing.getVersion(), path.field("version")),
        writing.getRegion().isEmpty()
            ? Optional.empty()
            : Optional.of(path.field("region").value(() -> new Region(writing.getRegion()))));
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.shared());
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
