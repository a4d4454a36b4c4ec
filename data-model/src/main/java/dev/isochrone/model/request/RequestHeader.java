package dev.isochrone.model.request;

import dev.isochrone.model.Region;
import java.util.Optional;

/**
 * What a request says about itself.
 *
 * @param id its name 1 to 64 of A-Z, a-z, 0-9, hyphen and underscore
 * @param callerRegion where the caller is, if it said so
 * @param noForward refuse rather than forward
 * @param routedBy the rule version and home epoch by which the caller found the home; empty: it did
 *     not look
 * @param session writes: makes a repeated one take effect once
 */
public record RequestHeader(
    RequestId id,
    Optional<Region> callerRegion,
    boolean noForward,
    Optional<RoutedBy> routedBy,
    Optional<SessionStep> session) {

  private static final int ID_CHARACTERS_MAX = 64;

  /** By which truth the caller found the row's home. */
  public record RoutedBy(int ruleVersion, int homeEpoch) {}

  public RequestHeader {
    if (!isRequestId(id.name())) {
      throw new IllegalArgumentException("not a request id");
    }
  }

  /** The header of a request that is known by a text. */
  public RequestHeader(
      String requestId,
      Optional<Region> callerRegion,
      boolean noForward,
      Optional<RoutedBy> routedBy,
      Optional<SessionStep> session) {
    this(RequestId.of(requestId), callerRegion, noForward, routedBy, session);
  }

  /** The header of a request outside of any session. */
  public RequestHeader(
      String requestId,
      Optional<Region> callerRegion,
      boolean noForward,
      Optional<RoutedBy> routedBy) {
    this(requestId, callerRegion, noForward, routedBy, Optional.empty());
  }

  /** By what it is known, in the form in which it is written. */
  public String requestId() {
    return id.text();
  }

  /** Whether the constructor would take this name. Each request asks: no pattern, no garbage. */
  public static boolean isRequestId(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= ID_CHARACTERS_MAX;
  }

  /** The same request, that must be served or refused where it arrives. */
  public RequestHeader withoutForwarding() {
    return new RequestHeader(id, callerRegion, true, routedBy, session);
  }
}
