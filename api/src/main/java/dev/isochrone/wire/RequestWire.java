package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.DeleteRequest;
import dev.isochrone.api.v1.GetRequest;
import dev.isochrone.api.v1.OpenSessionRequest;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.WriteConcern;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RowWrite;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.model.table.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private static final FieldPath CONDITION = FieldPath.of("condition");
  private static final FieldPath CONTEXT = FieldPath.of("causal_context");
  private static final FieldPath CONSISTENCY = FieldPath.of("consistency");
  private static final FieldPath ROW = FieldPath.of("row");

  private RequestWire() {}

  /**
   * A put. {@code TOO_LARGE} or {@code INVALID_DOCUMENT} if the document can't be written.
   *
   * @throws IllegalArgumentException if the request is not a put of one row
   */
  public static Outcome<PutRequest> toPut(WriteRequest request) {
    return toPut(request, HeaderWire.toProto(request.header()));
  }

  static Outcome<PutRequest> toPut(
      WriteRequest request, dev.isochrone.api.v1.RequestHeader header) {
    RowWrite row = only(request);
    Document document =
        row.document().orElseThrow(() -> new IllegalArgumentException("that is a delete"));
    return DocumentWire.toPacked(document)
        .map(
            packed -> {
              PutRequest.Builder put =
                  PutRequest.newBuilder()
                      .setHeader(header)
                      .setTable(request.table().toString())
                      .setKey(KeyWire.toProto(row.key()))
                      .setDocument(packed);
              condition(row.condition()).ifPresent(put::setCondition);
              row.context().map(RequestWire::context).ifPresent(put::setCausalContext);
              return put.build();
            });
  }

  /**
   * A delete.
   *
   * @throws IllegalArgumentException if the request is not a delete of one row
   */
  public static DeleteRequest toDelete(WriteRequest request) {
    return toDelete(request, HeaderWire.toProto(request.header()));
  }

  static DeleteRequest toDelete(WriteRequest request, dev.isochrone.api.v1.RequestHeader header) {
    RowWrite row = only(request);
    if (row.document().isPresent()) {
      throw new IllegalArgumentException("that is a put");
    }
    DeleteRequest.Builder delete =
        DeleteRequest.newBuilder()
            .setHeader(header)
            .setTable(request.table().toString())
            .setKey(KeyWire.toProto(row.key()));
    condition(row.condition()).ifPresent(delete::setCondition);
    row.context().map(RequestWire::context).ifPresent(delete::setCausalContext);
    return delete.build();
  }

  /**
   * A write of any number of rows. {@code TOO_LARGE} or {@code INVALID_DOCUMENT} if a document
   * can't be written.
   */
  public static Outcome<dev.isochrone.api.v1.WriteRequest> toWrite(WriteRequest request) {
    return toWrite(request, HeaderWire.toProto(request.header()));
  }

  static Outcome<dev.isochrone.api.v1.WriteRequest> toWrite(
      WriteRequest request, dev.isochrone.api.v1.RequestHeader header) {
    return FieldPath.total(
        () -> {
          dev.isochrone.api.v1.WriteRequest.Builder write =
              dev.isochrone.api.v1.WriteRequest.newBuilder()
                  .setHeader(header)
                  .setTable(request.table().toString());
          for (RowWrite row : request.rows()) {
            dev.isochrone.api.v1.RowWrite.Builder proto =
                write.addRowBuilder().setKey(KeyWire.toProto(row.key()));
            condition(row.condition()).ifPresent(proto::setCondition);
            row.context().map(RequestWire::context).ifPresent(proto::setCausalContext);
            if (row.document().isPresent()) {
              proto.setDocument(DocumentWire.toPacked(row.document().get()).orThrow());
            }
          }
          return write.build();
        });
  }

  private static RowWrite only(WriteRequest request) {
    if (request.rows().size() != 1) {
      throw new IllegalArgumentException("that is a write of " + request.rows().size() + " rows");
    }
    return request.rows().get(0);
  }

  /** A get that wants its document packed. */
  public static GetRequest toGet(ReadRequest request) {
    return toGet(request, HeaderWire.toProto(request.header()));
  }

  static GetRequest toGet(ReadRequest request, dev.isochrone.api.v1.RequestHeader header) {
    GetRequest.Builder get =
        GetRequest.newBuilder()
            .setHeader(header)
            .setTable(request.table().toString())
            .setKey(KeyWire.toProto(request.key()))
            .setPacked(true);
    request
        .consistency()
        .ifPresent(level -> get.getConsistencyBuilder().setLevelValue(level.number()));
    request
        .stalenessMax()
        .ifPresent(age -> get.getConsistencyBuilder().setStalenessMaxMillis(age.toMillis()));
    return get.build();
  }

  public static OpenSessionRequest toOpenSession(RequestHeader header) {
    return OpenSessionRequest.newBuilder().setHeader(HeaderWire.toProto(header)).build();
  }

  /** The request for a session says no more than its header. */
  public static Outcome<RequestHeader> fromProto(
      OpenSessionRequest request, Supplier<String> requestIds) {
    return FieldPath.total(() -> HeaderWire.read(request.getHeader(), HEADER, requestIds));
  }

  public static Outcome<WriteRequest> fromProto(PutRequest put, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          requireHomeOnly(put.getConcern());
          RowWrite row =
              new RowWrite(
                  KeyWire.read(put.getKey(), KEY),
                  Optional.of(DocumentWire.read(put.getDocument(), FieldPath.of("document"))),
                  condition(put.getCondition(), CONDITION),
                  context(put.getCausalContext(), CONTEXT));
          return new WriteRequest(
              HeaderWire.read(put.getHeader(), HEADER, requestIds),
              table(put.getTable()),
              List.of(row));
        });
  }

  public static Outcome<WriteRequest> fromProto(DeleteRequest delete, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          requireHomeOnly(delete.getConcern());
          RowWrite row =
              new RowWrite(
                  KeyWire.read(delete.getKey(), KEY),
                  Optional.empty(),
                  condition(delete.getCondition(), CONDITION),
                  context(delete.getCausalContext(), CONTEXT));
          return new WriteRequest(
              HeaderWire.read(delete.getHeader(), HEADER, requestIds),
              table(delete.getTable()),
              List.of(row));
        });
  }

  public static Outcome<WriteRequest> fromProto(
      dev.isochrone.api.v1.WriteRequest write, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          requireHomeOnly(write.getConcern());
          int n = write.getRowCount();
          ROW.require(n >= 1 && n <= WriteRequest.ROWS_MAX, n + " rows; 1 to 4,096 are taken");
          List<RowWrite> rows = new ArrayList<>(n);
          for (dev.isochrone.api.v1.RowWrite row : write.getRowList()) {
            rows.add(row(row, ROW.element(rows.size())));
          }
          return new WriteRequest(
              HeaderWire.read(write.getHeader(), HEADER, requestIds),
              table(write.getTable()),
              rows);
        });
  }

  private static RowWrite row(dev.isochrone.api.v1.RowWrite row, FieldPath path)
      throws RefusedException {
    return new RowWrite(
        KeyWire.read(row.getKey(), path.field("key")),
        row.hasDocument()
            ? Optional.of(DocumentWire.read(row.getDocument(), path.field("document")))
            : Optional.empty(),
        condition(row.getCondition(), path.field("condition")),
        context(row.getCausalContext(), path.field("causal_context")));
  }

  /** A read. Which form of document the answer has is up to {@link GetRequest#getPacked}. */
  public static Outcome<ReadRequest> fromProto(GetRequest get, Supplier<String> requestIds) {
    return FieldPath.total(
        () -> {
          RequestHeader header = HeaderWire.readOfReader(get.getHeader(), HEADER, requestIds);
          TableName table = table(get.getTable());
          KeyForm key = KeyWire.read(get.getKey(), KEY);
          Optional<Consistency> level = consistency(get.getConsistency());
          Optional<Duration> stalenessMax = stalenessMax(get.getConsistency());
          return CONSISTENCY
              .field("staleness_max_millis")
              .value(() -> new ReadRequest(header, table, key, level, stalenessMax));
        });
  }

  /** The name that a request has in its field {@code table}. */
  public static TableName table(String name) throws RefusedException {
    FieldPath path = FieldPath.of("table");
    path.require(!name.isEmpty(), "missing");
    return path.value(() -> TableName.parse(name));
  }

  private static Optional<Duration> stalenessMax(dev.isochrone.api.v1.Consistency consistency)
      throws RefusedException {
    return consistency.getStalenessMaxMillis() == 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(
                CONSISTENCY
                    .field("staleness_max_millis")
                    .number(consistency.getStalenessMaxMillis())));
  }

  private static Optional<Consistency> consistency(dev.isochrone.api.v1.Consistency consistency)
      throws RefusedException {
    int level = consistency.getLevelValue();
    return level == 0
        ? Optional.empty()
        : Optional.of(
            CONSISTENCY.field("level").numbered(Consistency.values(), Consistency::number, level));
  }

  private static Condition condition(dev.isochrone.api.v1.Condition condition, FieldPath path)
      throws RefusedException {
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

  private static ByteString context(ContextToken token) {
    return PackedBytes.toProto(token.bytes());
  }

  /** What a token holds is for the node that proposes the write; here it is bytes. */
  static Optional<ContextToken> context(ByteString token, FieldPath path) throws RefusedException {
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(path.value(() -> new ContextToken(PackedBytes.fromProto(token))));
  }
}
