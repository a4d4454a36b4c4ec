package dev.isochrone.wire;

import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.OpenSessionAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.WriteAnswer;
import java.util.Optional;

/** Answers about rows, and about sessions for writing them, on the wire. */
public final class AnswerWire {
  private AnswerWire() {}

  public static PutAnswer toPut(WriteAnswer answer) {
    return PutAnswer.newBuilder().setHeader(AnswerHeaderWire.toProto(answer.header())).build();
  }

  public static DeleteAnswer toDelete(WriteAnswer answer) {
    return DeleteAnswer.newBuilder().setHeader(AnswerHeaderWire.toProto(answer.header())).build();
  }

  public static dev.isochrone.api.v1.WriteAnswer toWrite(WriteAnswer answer) {
    return dev.isochrone.api.v1.WriteAnswer.newBuilder()
        .setHeader(AnswerHeaderWire.toProto(answer.header()))
        .build();
  }

  /**
   * What a read found.
   *
   * @param packed whether the caller asked for a packed document
   * @throws IllegalStateException if the document is one that no write can have made
   */
  public static GetAnswer toGet(ReadAnswer answer, boolean packed) {
    return toGet(answer, packed, AnswerHeaderWire.toProto(answer.header()));
  }

  static GetAnswer toGet(
      ReadAnswer answer, boolean packed, dev.isochrone.api.v1.AnswerHeader header) {
    GetAnswer.Builder proto =
        GetAnswer.newBuilder().setHeader(header).setFound(answer.document().isPresent());
    answer
        .document()
        .map(found -> packed ? packed(found) : DocumentWire.toFields(found))
        .ifPresent(proto::setDocument);
    return proto.build();
  }

  public static OpenSessionAnswer toOpenSession(SessionOpening opening) {
    return OpenSessionAnswer.newBuilder()
        .setHeader(header(opening.header()))
        .setSession(opening.session())
        .setSessionTime(opening.opened().packed())
        .build();
  }

  public static Outcome<SessionOpening> fromProto(OpenSessionAnswer answer) {
    return FieldPath.total(
        () -> {
          FieldPath session = FieldPath.of("session");
          session.require(answer.getSession() != 0, "missing");
          HlcTimestamp opened =
              FieldPath.of("session_time").value(() -> new HlcTimestamp(answer.getSessionTime()));
          return new SessionOpening(header(answer.getHeader()), answer.getSession(), opened);
        });
  }

  public static Outcome<WriteAnswer> fromProto(PutAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(AnswerHeaderWire.read(answer.getHeader())));
  }

  public static Outcome<WriteAnswer> fromProto(DeleteAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(AnswerHeaderWire.read(answer.getHeader())));
  }

  public static Outcome<WriteAnswer> fromProto(dev.isochrone.api.v1.WriteAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(AnswerHeaderWire.read(answer.getHeader())));
  }

  public static Outcome<ReadAnswer> fromProto(GetAnswer answer) {
    return FieldPath.total(() -> read(answer, AnswerHeaderWire.read(answer.getHeader())));
  }

  static ReadAnswer read(GetAnswer answer, AnswerHeader header) throws RefusedException {
    FieldPath.of("sibling").requireUnused(answer.getSiblingCount() == 0, "multi-master tables");
    return new ReadAnswer(
        header,
        answer.getFound()
            ? Optional.of(DocumentWire.read(answer.getDocument(), FieldPath.of("document")))
            : Optional.empty());
  }

  private static dev.isochrone.api.v1.Document packed(Document found) {
    return DocumentWire.toPacked(found)
        .fold(
            document -> document,
            unfit -> {
              throw new IllegalStateException("a stored document is " + unfit.code());
            });
  }
}
