package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.Document;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.api.v1.Sibling;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.model.request.AnswerHeader.Served;
import dev.isochrone.model.request.Consistency;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.scan.PackedRow;
import dev.isochrone.model.scan.PackedRow.PackedSibling;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanHeader;
import dev.isochrone.model.scan.ScanPage;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.model.scan.ScanRequest;
import dev.isochrone.model.scan.ScannedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Scans on the wire: requests, and pages of rows. */
public final class ScanWire {
  private static final FieldPath HEADER = FieldPath.of("header");
  private static final FieldPath ROW = FieldPath.of("row");

  private ScanWire() {}

  /** A scan that wants its rows packed. */
  public static dev.isochrone.api.v1.ScanRequest toProto(ScanRequest request) {
    dev.isochrone.api.v1.ScanRequest.Builder scan =
        dev.isochrone.api.v1.ScanRequest.newBuilder()
            .setHeader(HeaderWire.toProto(request.header()))
            .setTable(request.table().toString())
            .setLimit(request.amount().rows())
            .setPageRows(request.amount().pageRows())
            .setPacked(true);
    request.range().prefix().map(ScanWire::components).ifPresent(scan::setPrefix);
    request.range().from().map(ScanWire::components).ifPresent(scan::setFrom);
    request.range().to().map(ScanWire::components).ifPresent(scan::setTo);
    request
        .consistency()
        .ifPresent(level -> scan.getConsistencyBuilder().setLevelValue(level.number()));
    request.resume().ifPresent(token -> scan.setResumeToken(PackedBytes.toProto(token.encode())));
    return scan.build();
  }

  /**
   * A scan. Which form keys and documents have in the pages is up to {@code packed}.
   *
   * @param requestIds where a request without an id gets one from
   */
  public static Outcome<ScanRequest> fromProto(
      dev.isochrone.api.v1.ScanRequest scan, Supplier<String> requestIds) {
    return FieldPath.total(
        () ->
            new ScanRequest(
                HeaderWire.read(scan.getHeader(), HEADER, requestIds),
                RequestWire.table(scan.getTable()),
                new ScanRange(
                    bound(scan.getPrefix(), FieldPath.of("prefix")),
                    bound(scan.getFrom(), FieldPath.of("from")),
                    bound(scan.getTo(), FieldPath.of("to"))),
                consistency(scan.getConsistency().getLevelValue()),
                new ScanRequest.Amount(
                    FieldPath.of("limit").number(scan.getLimit()),
                    FieldPath.of("page_rows").number(scan.getPageRows())),
                resume(scan.getResumeToken())));
  }

  private static KeyComponents components(Key bound) {
    return KeyWire.toComponents(bound).getComponents();
  }

  /** No components are no bound. */
  private static Optional<Key> bound(KeyComponents components, FieldPath path)
      throws RefusedException {
    return components.getComponentCount() == 0
        ? Optional.empty()
        : Optional.of(KeyWire.components(components, path));
  }

  private static Optional<Consistency> consistency(int level) throws RefusedException {
    return level == 0
        ? Optional.empty()
        : Optional.of(
            FieldPath.of("consistency")
                .field("level")
                .numbered(Consistency.values(), Consistency::number, level));
  }

  private static Optional<ResumeToken> resume(ByteString token) throws RefusedException {
    try {
      return token.isEmpty()
          ? Optional.empty()
          : Optional.of(ResumeToken.decode(PackedBytes.fromProto(token)));
    } catch (FormatException unfit) {
      throw FieldPath.of("resume_token").refused(unfit);
    }
  }

  /**
   * A page, as it is sent.
   *
   * @param packed whether the caller asked for packed keys and documents
   * @throws FormatException a stored key or document that can't be read, for a caller who asked for
   *     their content
   */
  public static dev.isochrone.api.v1.ScanPage toProto(ScanPage<PackedRow> page, boolean packed)
      throws FormatException {
    dev.isochrone.api.v1.ScanPage.Builder proto =
        dev.isochrone.api.v1.ScanPage.newBuilder()
            .setHeader(header(page.header()))
            .setResumeToken(PackedBytes.toProto(page.resume()));
    for (PackedRow row : page.rows()) {
      dev.isochrone.api.v1.ScanPage.Row.Builder one =
          proto.addRowBuilder().setVersion(VersionWire.toProto(row.version()));
      if (packed) {
        one.getKeyBuilder().setPacked(PackedBytes.toProto(row.key()));
      } else {
        one.setKey(KeyWire.toComponents(KeyTuple.decode(row.key())));
      }
      if (row.siblings().isEmpty()) {
        one.setDocument(document(row.document(), packed));
      }
      for (PackedSibling sibling : row.siblings()) {
        one.addSibling(sibling(sibling, packed));
      }
    }
    return proto.build();
  }

  private static Sibling sibling(PackedSibling sibling, boolean packed) throws FormatException {
    Sibling.Builder proto =
        Sibling.newBuilder()
            .setVersion(VersionWire.toProto(sibling.version()))
            .setDeleted(sibling.document().isEmpty());
    if (sibling.document().isPresent()) {
      proto.setDocument(document(sibling.document().get(), packed));
    }
    return proto.build();
  }

  private static Document document(Bytes encoded, boolean packed) throws FormatException {
    return packed
        ? Document.newBuilder().setPacked(PackedBytes.toProto(encoded)).build()
        : DocumentWire.toFields(DocumentCodec.decode(encoded));
  }

  /** A page, as its reader wants it. */
  public static Outcome<ScanPage<ScannedRow>> fromProto(dev.isochrone.api.v1.ScanPage page) {
    return FieldPath.total(
        () -> {
          List<ScannedRow> rows = new ArrayList<>(page.getRowCount());
          for (dev.isochrone.api.v1.ScanPage.Row row : page.getRowList()) {
            rows.add(row(row, ROW.element(rows.size())));
          }
          return new ScanPage<>(
              header(page.getHeader()), rows, PackedBytes.fromProto(page.getResumeToken()));
        });
  }

  private static ScannedRow row(dev.isochrone.api.v1.ScanPage.Row row, FieldPath path)
      throws RefusedException {
    KeyForm key = KeyWire.read(row.getKey(), path.field("key"));
    if (!(key instanceof KeyForm.Typed typed)) {
      throw path.field("key").invalid("text");
    }
    Version version = VersionWire.read(row.getVersion(), path.field("version"));
    if (row.getSiblingCount() == 0) {
      return new ScannedRow(
          typed.key(), DocumentWire.read(row.getDocument(), path.field("document")), version);
    }
    FieldPath sibling = path.field("sibling");
    var siblings = AnswerWire.siblings(row.getSiblingList(), sibling);
    return sibling.value(() -> new ScannedRow(typed.key(), Optional.empty(), version, siblings));
  }

  private static dev.isochrone.api.v1.AnswerHeader header(ScanHeader header) {
    dev.isochrone.api.v1.AnswerHeader.Builder proto =
        dev.isochrone.api.v1.AnswerHeader.newBuilder()
            .setHlc(header.at().packed())
            .setRegion(header.served().region().name())
            .setNode(header.served().node().name())
            .setStalenessKnown(header.staleness().isPresent())
            .setStalenessMillis(header.staleness().orElse(Duration.ZERO).toMillis())
            .setRequestId(header.requestId());
    header
        .home()
        .ifPresent(home -> proto.setHomeRegion(home.region().name()).setHomeEpoch(home.epoch()));
    header.leader().ifPresent(leader -> proto.setLeader(EndpointWire.toProto(leader)));
    return proto.build();
  }

  private static ScanHeader header(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    HlcTimestamp at = HEADER.field("hlc").value(() -> new HlcTimestamp(header.getHlc()));
    return new ScanHeader(
        at,
        new Served(
            HEADER.field("region").value(() -> new Region(header.getRegion())),
            HEADER.field("node").value(() -> new NodeId(header.getNode()))),
        home(header),
        header.getStalenessKnown()
            ? Optional.of(
                Duration.ofMillis(
                    HEADER.field("staleness_millis").number(header.getStalenessMillis())))
            : Optional.empty(),
        leader(header),
        header.getRequestId());
  }

  private static Optional<HomeOf> home(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.getHomeRegion().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new HomeOf(
                HEADER.field("home_region").value(() -> new Region(header.getHomeRegion())),
                HEADER.field("home_epoch").number(header.getHomeEpoch())));
  }

  private static Optional<Endpoint> leader(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.hasLeader()
        ? Optional.of(EndpointWire.read(header.getLeader(), HEADER.field("leader")))
        : Optional.empty();
  }
}
