package dev.isochrone.wire;

import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.Operation;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;

/**
 * Operations of a stream. Their headers leave out what the stream's opening says, and request ids:
 * within a stream an operation is known by its id.
 */
public final class OperationWire {
  /**
   * More than any server takes as one write. A stream's message may have a mebibyte of others
   * before it, and one that is longer than a server takes would end the stream, with all on it.
   */
  private static final int WRITE_BYTES_MAX = (3 << 20) - (64 << 10);

  private OperationWire() {}

  /**
   * A read, without an id. Its caller's region and whether it may be forwarded are the stream's.
   */
  public static Operation.Builder toProto(ReadRequest request) {
    return Operation.newBuilder()
        .setGet(RequestWire.toGet(request, HeaderWire.toOwn(request.header())));
  }

  /** A read that is passed on to another server, under the id that it came with. */
  public static Operation.Builder passedOn(ReadRequest request) {
    return Operation.newBuilder()
        .setGet(RequestWire.toGet(request, HeaderWire.toOwnWithId(request.header())));
  }

  /** The same of a write. */
  public static Outcome<Operation.Builder> passedOn(WriteRequest request) {
    return toProto(request, HeaderWire.toOwnWithId(request.header()));
  }

  /**
   * A write, without an id: a put or a delete if it is of one row. {@code TOO_LARGE} or {@code
   * INVALID_DOCUMENT} if a document, or all of them at once, can't be written.
   */
  public static Outcome<Operation.Builder> toProto(WriteRequest request) {
    return toProto(request, HeaderWire.toOwn(request.header()));
  }

  private static Outcome<Operation.Builder> toProto(
      WriteRequest request, dev.isochrone.api.v1.RequestHeader own) {
    if (request.rows().size() > 1) {
      return RequestWire.toWrite(request, own).fold(OperationWire::fitting, Outcome::refused);
    } else if (request.rows().get(0).document().isPresent()) {
      return RequestWire.toPut(request, own).map(put -> Operation.newBuilder().setPut(put));
    }
    return Outcome.done(Operation.newBuilder().setDelete(RequestWire.toDelete(request, own)));
  }

  private static Outcome<Operation.Builder> fitting(dev.isochrone.api.v1.WriteRequest write) {
    int bytes = write.getSerializedSize();
    return bytes <= WRITE_BYTES_MAX
        ? Outcome.done(Operation.newBuilder().setWrite(write))
        : Outcome.refused(
            Refusal.of(
                RefusalCode.TOO_LARGE,
                "the write has " + bytes + " bytes; at most 2 MiB are taken at once: split it"));
  }

  /** What became of a write; a refusal is a value too. {@code INVALID_REQUEST} if unreadable. */
  public static Outcome<WriteAnswer> writeAnswer(
      OperationAnswer answer, SharedHeader shared, RequestId requestId) {
    return switch (answer.getAnswerCase()) {
      case PUT -> {
        PutAnswer put = answer.getPut();
        yield written(put.getHeader(), put.hasKey(), put.getKey(), shared, requestId);
      }
      case DELETE -> {
        DeleteAnswer delete = answer.getDelete();
        yield written(delete.getHeader(), delete.hasKey(), delete.getKey(), shared, requestId);
      }
      case WRITE -> {
        dev.isochrone.api.v1.WriteAnswer write = answer.getWrite();
        yield written(write.getHeader(), write.hasKey(), write.getKey(), shared, requestId);
      }
      case REFUSED -> Outcome.refused(RefusalWire.fromProto(answer.getRefused()));
      case GET, ANSWER_NOT_SET -> otherKind();
    };
  }

  /** What a read found; a refusal is a value too. {@code INVALID_REQUEST} if unreadable. */
  public static Outcome<ReadAnswer> readAnswer(
      OperationAnswer answer, SharedHeader shared, RequestId requestId) {
    return switch (answer.getAnswerCase()) {
      case GET ->
          FieldPath.total(
              () ->
                  AnswerWire.read(
                      answer.getGet(), header(answer.getGet().getHeader(), shared, requestId)));
      case REFUSED -> Outcome.refused(RefusalWire.fromProto(answer.getRefused()));
      case PUT, DELETE, WRITE, ANSWER_NOT_SET -> otherKind();
    };
  }

  private static Outcome<WriteAnswer> written(
      dev.isochrone.api.v1.AnswerHeader own,
      boolean named,
      Key key,
      SharedHeader shared,
      RequestId requestId) {
    return FieldPath.total(() -> AnswerWire.written(header(own, shared, requestId), named, key));
  }

  private static AnswerHeader header(
      dev.isochrone.api.v1.AnswerHeader own, SharedHeader shared, RequestId requestId)
      throws RefusedException {
    return AnswerHeaderWire.read(own, shared.header().orThrow(), requestId);
  }

  private static <T> Outcome<T> otherKind() {
    return FieldPath.total(
        () -> {
          throw FieldPath.of("answer").invalid("not of the kind that was asked for");
        });
  }

  /** The id that an operation has of its own; empty: it leaves that to its stream. */
  public static String requestId(Operation operation) {
    return switch (operation.getOperationCase()) {
      case PUT -> operation.getPut().getHeader().getRequestId();
      case DELETE -> operation.getDelete().getHeader().getRequestId();
      case GET -> operation.getGet().getHeader().getRequestId();
      case WRITE -> operation.getWrite().getHeader().getRequestId();
      case OPERATION_NOT_SET -> "";
    };
  }

  /**
   * The header of an operation, completed by what the stream's opening says.
   *
   * @param id by which the request is known
   */
  public static RequestHeader within(StreamOpening opening, RequestHeader own, RequestId id) {
    return new RequestHeader(
        id,
        own.callerRegion().isPresent() ? own.callerRegion() : opening.callerRegion(),
        own.noForward() || opening.noForward(),
        own.routedBy(),
        own.session());
  }
}
