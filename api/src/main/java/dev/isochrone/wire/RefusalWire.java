package dev.isochrone.wire;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.Refusal.CurrentRow;
import dev.isochrone.model.refusal.RefusalCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Refusals on the wire. Reading one never fails: it is believed as far as it makes sense, since a
 * caller must learn of a refusal even from a server that is newer, or wrong.
 *
 * <p>The endpoint of a refusal is always the port for clients; a server that wants the other port
 * finds it in its directory by the node's id.
 */
public final class RefusalWire {
  private RefusalWire() {}

  /**
   * The refusal of one request.
   *
   * @param requestId as in the request's header; empty if it has none
   */
  public static dev.isochrone.api.v1.Refusal toProto(Refusal refusal, String requestId) {
    dev.isochrone.api.v1.Refusal.Builder proto =
        dev.isochrone.api.v1.Refusal.newBuilder()
            .setCodeValue(refusal.code().number())
            .setKindValue(refusal.kind().number())
            .setHomeEpoch(refusal.homeEpoch())
            .setRetryAfterMillis(refusal.retryAfter().toMillis())
            .setMessage(refusal.message())
            .setRequestId(requestId);
    refusal.region().ifPresent(region -> proto.setRegion(region.name()));
    refusal.endpoint().ifPresent(endpoint -> proto.setEndpoint(EndpointWire.toProto(endpoint)));
    refusal.current().ifPresent(row -> show(row, proto));
    return proto.build();
  }

  /**
   * What the message says. A code that a newer release gave is taken as a plain one of its kind; if
   * the kind is not known either, as {@code OUTCOME_UNKNOWN}, which promises nothing.
   */
  public static Refusal fromProto(dev.isochrone.api.v1.Refusal refusal) {
    Optional<RefusalCode> known = RefusalCode.numbered(refusal.getCodeValue());
    String message =
        known.isPresent()
            ? refusal.getMessage()
            : "refusal " + refusal.getCodeValue() + " of a newer release: " + refusal.getMessage();
    return new Refusal(
        known.orElseGet(() -> plain(refusal)),
        message,
        Region.isName(refusal.getRegion())
            ? Optional.of(new Region(refusal.getRegion()))
            : Optional.empty(),
        Math.max(0, refusal.getHomeEpoch()),
        retryAfter(refusal.getRetryAfterMillis()),
        endpoint(refusal),
        known.equals(Optional.of(RefusalCode.CONDITION_FAILED))
            ? current(refusal)
            : Optional.empty());
  }

  private static void show(CurrentRow row, dev.isochrone.api.v1.Refusal.Builder proto) {
    proto.setShowsCurrent(true);
    row.version().map(VersionWire::toProto).ifPresent(proto::setCurrentVersion);
    row.document()
        .flatMap(
            document ->
                DocumentWire.toPacked(document).fold(Optional::of, unfit -> Optional.empty()))
        .ifPresent(packed -> proto.setCurrentRow(packed.getPacked()));
  }

  /** A row that can't be read is not shown: the refusal itself still holds. */
  private static Optional<CurrentRow> current(dev.isochrone.api.v1.Refusal refusal) {
    if (!refusal.getShowsCurrent()) {
      return Optional.empty();
    }
    return FieldPath.total(
            () ->
                new CurrentRow(
                    refusal.getCurrentVersion().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            VersionWire.read(
                                refusal.getCurrentVersion(), FieldPath.of("current_version"))),
                    refusal.getCurrentRow().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            DocumentWire.packed(
                                refusal.getCurrentRow(), FieldPath.of("current_row")))))
        .fold(Optional::of, unfit -> Optional.empty());
  }

  private static RefusalCode plain(dev.isochrone.api.v1.Refusal refusal) {
    return switch (refusal.getKind()) {
      case ELSEWHERE -> RefusalCode.NOT_LEADER;
      case LATER -> RefusalCode.NOT_READY;
      case READ_AGAIN -> RefusalCode.CONDITION_FAILED;
      case NEVER -> RefusalCode.INVALID_REQUEST;
      case UNKNOWN, REFUSAL_KIND_UNSPECIFIED, UNRECOGNIZED -> RefusalCode.OUTCOME_UNKNOWN;
    };
  }

  /** Unsigned on the wire: what looks negative is beyond the greatest that we take. */
  private static Duration retryAfter(long millis) {
    long max = Refusal.RETRY_AFTER_MAX.toMillis();
    return Duration.ofMillis(millis < 0 ? max : Math.min(millis, max));
  }

  private static Optional<Endpoint> endpoint(dev.isochrone.api.v1.Refusal refusal) {
    return refusal.hasEndpoint()
        ? EndpointWire.fromProto(refusal.getEndpoint())
            .fold(Optional::<Endpoint>of, unfit -> Optional.empty())
        : Optional.empty();
  }
}
