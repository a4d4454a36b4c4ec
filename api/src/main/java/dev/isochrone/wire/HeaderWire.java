package dev.isochrone.wire;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.RequestHeader.RoutedBy;
import dev.isochrone.model.request.SessionStep;
import java.util.Optional;
import java.util.function.Supplier;

/** Headers of requests on the wire. */
public final class HeaderWire {
  private HeaderWire() {}

  public static dev.isochrone.api.v1.RequestHeader toProto(RequestHeader header) {
    dev.isochrone.api.v1.RequestHeader.Builder proto =
        own(header).setRequestId(header.requestId()).setNoForward(header.noForward());
    header.callerRegion().ifPresent(region -> proto.setCallerRegion(region.name()));
    return proto.build();
  }

  /** Without what a stream's opening says once for all, and without the id. */
  static dev.isochrone.api.v1.RequestHeader toOwn(RequestHeader header) {
    return own(header).build();
  }

  /** Without what a stream's opening says once for all. */
  static dev.isochrone.api.v1.RequestHeader toOwnWithId(RequestHeader header) {
    return own(header).setRequestId(header.requestId()).build();
  }

  private static dev.isochrone.api.v1.RequestHeader.Builder own(RequestHeader header) {
    dev.isochrone.api.v1.RequestHeader.Builder proto =
        dev.isochrone.api.v1.RequestHeader.newBuilder();
    if (header.routedBy().isPresent()) {
      RoutedBy by = header.routedBy().get();
      proto.setRuleVersion(by.ruleVersion()).setHomeEpoch(by.homeEpoch());
    }
    if (header.session().isPresent()) {
      SessionStep step = header.session().get();
      proto
          .setSession(step.session())
          .setSessionTime(step.opened().packed())
          .setSequence(step.sequence())
          .setLowestUnanswered(step.lowestUnanswered());
    }
    return proto;
  }

  /**
   * The header that stands at a place of a request.
   *
   * @param requestIds where a request without an id gets one from
   */
  public static RequestHeader read(
      dev.isochrone.api.v1.RequestHeader header, FieldPath path, Supplier<String> requestIds)
      throws RefusedException {
    requireNothingFromLater(header, path);
    Optional<Region> caller =
        header.getCallerRegion().isEmpty()
            ? Optional.empty()
            : Optional.of(
                path.field("caller_region").value(() -> new Region(header.getCallerRegion())));
    Optional<RoutedBy> routedBy = routedBy(header, path);
    Optional<SessionStep> session = session(header, path);
    String id = header.getRequestId().isEmpty() ? requestIds.get() : header.getRequestId();
    return path.field("request_id")
        .value(() -> new RequestHeader(id, caller, header.getNoForward(), routedBy, session));
  }

  private static Optional<RoutedBy> routedBy(
      dev.isochrone.api.v1.RequestHeader header, FieldPath path) throws RefusedException {
    int rule = path.field("rule_version").number(header.getRuleVersion());
    int epoch = path.field("home_epoch").number(header.getHomeEpoch());
    path.field("rule_version").require(rule > 0 || epoch == 0, "missing beside home_epoch");
    return rule == 0 ? Optional.empty() : Optional.of(new RoutedBy(rule, epoch));
  }

  private static Optional<SessionStep> session(
      dev.isochrone.api.v1.RequestHeader header, FieldPath path) throws RefusedException {
    if (header.getSession() == 0) {
      path.field("sequence").require(header.getSequence() == 0, "without a session");
      return Optional.empty();
    }
    return Optional.of(
        path.field("session")
            .value(
                () ->
                    new SessionStep(
                        header.getSession(),
                        new HlcTimestamp(header.getSessionTime()),
                        header.getSequence(),
                        header.getLowestUnanswered())));
  }

  /** Each of these asks for a promise; who keeps silent about one breaks it. */
  private static void requireNothingFromLater(
      dev.isochrone.api.v1.RequestHeader header, FieldPath path) throws RefusedException {
    path.field("session_token").requireUnused(header.getSessionToken().isEmpty(), "sessions");
    path.field("principal").requireUnused(header.getPrincipal().isEmpty(), "principals");
    path.field("table_id").requireUnused(header.getTableId() == 0, "checks of a table's id");
  }
}
