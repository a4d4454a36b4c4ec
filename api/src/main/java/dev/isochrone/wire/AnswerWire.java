package dev.isochrone.wire;

import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.OpenSessionAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.Sibling;
import dev.isochrone.model.request.WriteAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers about rows, and about sessions for writing them, on the wire. */
public final class AnswerWire {
  private static final FieldPath SIBLING = FieldPath.of("sibling");

  private AnswerWire() {}

  public static PutAnswer toPut(WriteAnswer answer) {
    return toPut(answer, AnswerHeaderWire.toProto(answer.header()));
  }

  public static DeleteAnswer toDelete(WriteAnswer answer) {
    return toDelete(answer, AnswerHeaderWire.toProto(answer.header()));
  }

  public static dev.isochrone.api.v1.WriteAnswer toWrite(WriteAnswer answer) {
    return toWrite(answer, AnswerHeaderWire.toProto(answer.header()));
  }

  static PutAnswer toPut(WriteAnswer answer, dev.isochrone.api.v1.AnswerHeader header) {
    PutAnswer.Builder proto = PutAnswer.newBuilder().setHeader(header);
    answer.key().map(KeyWire::toComponents).ifPresent(proto::setKey);
    return proto.build();
  }

  static DeleteAnswer toDelete(WriteAnswer answer, dev.isochrone.api.v1.AnswerHeader header) {
    DeleteAnswer.Builder proto = DeleteAnswer.newBuilder().setHeader(header);
    answer.key().map(KeyWire::toComponents).ifPresent(proto::setKey);
    return proto.build();
  }

  static dev.isochrone.api.v1.WriteAnswer toWrite(
      WriteAnswer answer, dev.isochrone.api.v1.AnswerHeader header) {
    dev.isochrone.api.v1.WriteAnswer.Builder proto =
        dev.isochrone.api.v1.WriteAnswer.newBuilder().setHeader(header);
    answer.key().map(KeyWire::toComponents).ifPresent(proto::setKey);
    return proto.build();
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
    GetAnswer.Builder proto = GetAnswer.newBuilder().setHeader(header).setFound(answer.isFound());
    answer.document().map(found -> inForm(found, packed)).ifPresent(proto::setDocument);
    answer.context().ifPresent(token -> proto.setCausalContext(PackedBytes.toProto(token.bytes())));
    if (!answer.siblings().isEmpty()) {
      answer.siblings().forEach(sibling -> proto.addSibling(toProto(sibling, packed)));
      proto.getHeaderBuilder().setSiblings(true);
    }
    return proto.build();
  }

  private static dev.isochrone.api.v1.Sibling toProto(Sibling sibling, boolean packed) {
    dev.isochrone.api.v1.Sibling.Builder proto =
        dev.isochrone.api.v1.Sibling.newBuilder()
            .setVersion(VersionWire.toProto(sibling.version()))
            .setDeleted(sibling.document().isEmpty());
    sibling.document().map(found -> inForm(found, packed)).ifPresent(proto::setDocument);
    return proto.build();
  }

  private static dev.isochrone.api.v1.Document inForm(Document found, boolean packed) {
    return packed ? packed(found) : DocumentWire.toFields(found);
  }

  public static OpenSessionAnswer toOpenSession(SessionOpening opening) {
    return OpenSessionAnswer.newBuilder()
        .setHeader(AnswerHeaderWire.toProto(opening.header()))
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
          return new SessionOpening(
              AnswerHeaderWire.read(answer.getHeader()), answer.getSession(), opened);
        });
  }

  public static Outcome<WriteAnswer> fromProto(PutAnswer answer) {
    return FieldPath.total(
        () -> written(AnswerHeaderWire.read(answer.getHeader()), answer.hasKey(), answer.getKey()));
  }

  public static Outcome<WriteAnswer> fromProto(DeleteAnswer answer) {
    return FieldPath.total(
        () -> written(AnswerHeaderWire.read(answer.getHeader()), answer.hasKey(), answer.getKey()));
  }

  public static Outcome<WriteAnswer> fromProto(dev.isochrone.api.v1.WriteAnswer answer) {
    return FieldPath.total(
        () -> written(AnswerHeaderWire.read(answer.getHeader()), answer.hasKey(), answer.getKey()));
  }

  /** What a write's answer says; a key is in it only if the request had not named it whole. */
  static WriteAnswer written(AnswerHeader header, boolean named, Key key) throws RefusedException {
    return named && KeyWire.read(key, FieldPath.of("key")) instanceof KeyForm.Typed typed
        ? new WriteAnswer(header).naming(typed.key())
        : new WriteAnswer(header);
  }

  public static Outcome<ReadAnswer> fromProto(GetAnswer answer) {
    return FieldPath.total(() -> read(answer, AnswerHeaderWire.read(answer.getHeader())));
  }

  static ReadAnswer read(GetAnswer answer, AnswerHeader header) throws RefusedException {
    Optional<ContextToken> context =
        RequestWire.context(answer.getCausalContext(), FieldPath.of("causal_context"));
    if (answer.getSiblingCount() > 0) {
      List<Sibling> siblings = siblings(answer.getSiblingList(), SIBLING);
      return SIBLING.value(() -> new ReadAnswer(header, Optional.empty(), siblings, context));
    }
    return new ReadAnswer(
        header,
        answer.getFound()
            ? Optional.of(DocumentWire.read(answer.getDocument(), FieldPath.of("document")))
            : Optional.empty(),
        List.of(),
        context);
  }

  static List<Sibling> siblings(List<dev.isochrone.api.v1.Sibling> siblings, FieldPath path)
      throws RefusedException {
    List<Sibling> read = new ArrayList<>(siblings.size());
    for (dev.isochrone.api.v1.Sibling sibling : siblings) {
      FieldPath place = path.element(read.size());
      read.add(
          new Sibling(
              VersionWire.read(sibling.getVersion(), place.field("version")),
              sibling.getDeleted()
                  ? Optional.empty()
                  : Optional.of(
                      DocumentWire.read(sibling.getDocument(), place.field("document")))));
    }
    return read;
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
