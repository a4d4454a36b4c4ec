package dev.isochrone.wire;

import dev.isochrone.api.v1.DeleteAnswer;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.model.request.AnswerHeader.Served;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteAnswer;
import java.time.Duration;
import java.util.Optional;

/** Answers about one row on the wire. */
public final class AnswerWire {
  private static final FieldPath HEADER = FieldPath.of("header");

  private AnswerWire() {}

  public static PutAnswer toPut(WriteAnswer answer) {
    return PutAnswer.newBuilder().setHeader(header(answer.header())).build();
  }

  public static DeleteAnswer toDelete(WriteAnswer answer) {
    return DeleteAnswer.newBuilder().setHeader(header(answer.header())).build();
  }

  public static dev.isochrone.api.v1.WriteAnswer toWrite(WriteAnswer answer) {
    return dev.isochrone.api.v1.WriteAnswer.newBuilder().setHeader(header(answer.header())).build();
  }

  /**
   * What a read found.
   *
   * @param packed whether the caller asked for a packed document
   * @throws IllegalStateException if the document is one that no write can have made
   */
  public static GetAnswer toGet(ReadAnswer answer, boolean packed) {
    GetAnswer.Builder proto =
        GetAnswer.newBuilder()
            .setHeader(header(answer.header()))
            .setFound(answer.document().isPresent());
    answer
        .document()
        .map(found -> packed ? packed(found) : DocumentWire.toFields(found))
        .ifPresent(proto::setDocument);
    return proto.build();
  }

  public static Outcome<WriteAnswer> fromProto(PutAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(header(answer.getHeader())));
  }

  public static Outcome<WriteAnswer> fromProto(DeleteAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(header(answer.getHeader())));
  }

  public static Outcome<WriteAnswer> fromProto(dev.isochrone.api.v1.WriteAnswer answer) {
    return FieldPath.total(() -> new WriteAnswer(header(answer.getHeader())));
  }

  public static Outcome<ReadAnswer> fromProto(GetAnswer answer) {
    return FieldPath.total(
        () -> {
          FieldPath.of("sibling")
              .requireUnused(answer.getSiblingCount() == 0, "multi-master tables");
          Optional<Document> document =
              answer.getFound()
                  ? Optional.of(DocumentWire.read(answer.getDocument(), FieldPath.of("document")))
                  : Optional.empty();
          return new ReadAnswer(header(answer.getHeader()), document);
        });
  }

  private static dev.isochrone.api.v1.Document packed(Document found) {
    return DocumentWire.toPacked(found)
        .fold(
            document -> document,
            unfit -> {
              throw new IllegalStateException("a stored document is " + unfit.code());
            });
  }

  private static dev.isochrone.api.v1.AnswerHeader header(AnswerHeader header) {
    dev.isochrone.api.v1.AnswerHeader.Builder proto =
        dev.isochrone.api.v1.AnswerHeader.newBuilder()
            .setHlc(header.hlc().packed())
            .setRegion(header.served().region().name())
            .setNode(header.served().node().name())
            .setHomeRegion(header.home().region().name())
            .setHomeEpoch(header.home().epoch())
            .setStalenessKnown(header.staleness().isPresent())
            .setStalenessMillis(header.staleness().orElse(Duration.ZERO).toMillis())
            .setRequestId(header.requestId());
    header
        .version()
        .ifPresent(
            version ->
                proto
                    .setVersion(VersionWire.toProto(version))
                    .setVersionHlc(version.stamp().at().packed()));
    header.leader().ifPresent(leader -> proto.setLeader(EndpointWire.toProto(leader)));
    return proto.build();
  }

  private static AnswerHeader header(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    HlcTimestamp hlc = HEADER.field("hlc").value(() -> new HlcTimestamp(header.getHlc()));
    return new AnswerHeader(
        hlc,
        new Served(
            HEADER.field("region").value(() -> new Region(header.getRegion())),
            HEADER.field("node").value(() -> new NodeId(header.getNode()))),
        new HomeOf(
            HEADER.field("home_region").value(() -> new Region(header.getHomeRegion())),
            HEADER.field("home_epoch").number(header.getHomeEpoch())),
        version(header),
        staleness(header),
        leader(header),
        header.getRequestId());
  }

  private static Optional<Version> version(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.getVersion().isEmpty()
        ? Optional.empty()
        : Optional.of(VersionWire.read(header.getVersion(), HEADER.field("version")));
  }

  private static Optional<Duration> staleness(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.getStalenessKnown()
        ? Optional.of(
            Duration.ofMillis(HEADER.field("staleness_millis").number(header.getStalenessMillis())))
        : Optional.empty();
  }

  private static Optional<Endpoint> leader(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.hasLeader()
        ? Optional.of(EndpointWire.read(header.getLeader(), HEADER.field("leader")))
        : Optional.empty();
  }
}
