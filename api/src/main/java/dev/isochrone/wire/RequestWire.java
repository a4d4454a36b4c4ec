package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.WriteConcern;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads and writes of one row on the wire. What a message asks for and this release does not do is
 * refused with {@code NOT_SUPPORTED}, never left out in silence.
 *
 * <p>Each {@code fromProto} takes where a request without an id gets one from; see {@link
 * dev.isochrone.model.request.RequestHeader} for its form.
 */
public final class RequestWire {
  private static final FieldPath HEADER = FieldPath.of("header");
  private static final FieldPath KEY = FieldPath.of("key");

  private RequestWire() {}

  /**
   * A put. {@code TOO_LARGE} or {@code INVALID_DOCUMENT} if the document can't be written.
   *
   * @throws IllegalArgumentException if the request has no document, and so is a delete
   */
  public static Outcome<PutRequest> toPut(WriteRequest request) {
    Document document =
        request.document().orElseThrow(() -> new IllegalArgumentException("that is a delete"));
    return DocumentWire.toPacked(document)
        .map(
            packed -> {
              PutRequest.Builder put =
                  PutRequest.newBuilder()
                      .setHeader(HeaderWire.toProto(request.header()))
                      .setTable(request.table().toString())
                      .setKey(KeyWire.toProto(request.key()))
                      .setDocument(packed);
              condition(request.condition()).ifPresent(put::setCondition);
              return put.build();
            });
  }

  /**
   * A delete.
   *
   * @throws IllegalArgumentException if the request has a document, and so is a put
   */
  public static DeleteRequest toDelete(WriteRequest request) {
    if (request.document().isPresent()) {
      throw new IllegalArgumentException("that is a put");
    }
    DeleteRequest.Builder delete =
        DeleteRequest.newBuilder()
            .setHeader(HeaderWire.toProto(request.header()))
            .setTable(request.table().toString())
            .setKey(KeyWire.toProto(request.key()));
    condition(request.condition()).ifPresent(delete::setCondition);
    return delete.build();
  }

  /** A get that wants its document packed. */
  public static GetRequest toGet(ReadRequest request) {
    return GetRequest.newBuilder()
        .setHeader(HeaderWire.toProto(request.header()))
        .setTable(request.table().toString())
        .setKey(KeyWire.toProto(request.key()))
        .setConsistency(
            dev.isochrone.api.v1.Consistency.newBuilder()
                .setLevelValue(request.consistency().number()))
        .setPacked(true)
        .build();
  }

  public static Outcome<WriteRequest> fromProto(PutRequest put, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          requireHomeOnly(put.getConcern());
          requireBlind(put.getCausalContext());
          return new WriteRequest(
              HeaderWire.read(put.getHeader(), HEADER, requestIds),
              table(put.getTable()),
              KeyWire.read(put.getKey(), KEY),
              Optional.of(DocumentWire.read(put.getDocument(), FieldPath.of("document"))),
              condition(put.getCondition()));
        });
  }

  public static Outcome<WriteRequest> fromProto(DeleteRequest delete, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          requireHomeOnly(delete.getConcern());
          requireBlind(delete.getCausalContext());
          return new WriteRequest(
              HeaderWire.read(delete.getHeader(), HEADER, requestIds),
              table(delete.getTable()),
              KeyWire.read(delete.getKey(), KEY),
              Optional.empty(),
              condition(delete.getCondition()));
        });
  }

  /** A read. Which form of document the answer has is up to {@link GetRequest#getPacked}. */
  public static Outcome<ReadRequest> fromProto(GetRequest get, Supplier<String> requestIds) {
    return FieldPath.total(
        () ->
            new ReadRequest(
                HeaderWire.read(get.getHeader(), HEADER, requestIds),
                table(get.getTable()),
                KeyWire.read(get.getKey(), KEY),
                consistency(get.getConsistency())));
  }

  static TableName table(String name) throws RefusedException {
    FieldPath path = FieldPath.of("table");
    path.require(!name.isEmpty(), "missing");
    return path.value(() -> TableName.parse(name));
  }

  /** Not said is strong: no table has another default yet. */
  private static Consistency consistency(dev.isochrone.api.v1.Consistency consistency)
      throws RefusedException {
    int level = consistency.getLevelValue();
    return level == 0
        ? Consistency.STRONG
        : FieldPath.of("consistency")
            .field("level")
            .numbered(Consistency.values(), Consistency::number, level);
  }

  private static Condition condition(dev.isochrone.api.v1.Condition condition)
      throws RefusedException {
    FieldPath path = FieldPath.of("condition");
    return switch (condition.getIsCase()) {
      case ABSENT -> absent(condition.getAbsent(), path.field("absent"));
      case VERSION ->
          new Condition.IsVersion(VersionWire.read(condition.getVersion(), path.field("version")));
      case IS_NOT_SET -> Condition.None.NONE;
    };
  }

  private static Condition absent(boolean absent, FieldPath path) throws RefusedException {
    path.require(absent, "must be true, or absent itself");
    return Condition.Absent.ABSENT;
  }

  private static Optional<dev.isochrone.api.v1.Condition> condition(Condition condition) {
    dev.isochrone.api.v1.Condition.Builder proto = dev.isochrone.api.v1.Condition.newBuilder();
    if (condition == Condition.None.NONE) {
      return Optional.empty();
    } else if (condition == Condition.Absent.ABSENT) {
      return Optional.of(proto.setAbsent(true).build());
    } else if (condition instanceof Condition.IsVersion is) {
      return Optional.of(proto.setVersion(VersionWire.toProto(is.version())).build());
    }
    throw new AssertionError(condition);
  }

  private static void requireHomeOnly(WriteConcern concern) throws RefusedException {
    boolean homeOnly =
        concern.getRegionsValue() == WriteConcern.Regions.REGIONS_UNSPECIFIED_VALUE
            || (concern.getRegions() == WriteConcern.Regions.COUNT && concern.getCount() == 1);
    FieldPath.of("concern").requireUnused(homeOnly, "concerns beyond the home region");
  }

  private static void requireBlind(ByteString causalContext) throws RefusedException {
    FieldPath.of("causal_context").requireUnused(causalContext.isEmpty(), "multi-master tables");
  }
}
