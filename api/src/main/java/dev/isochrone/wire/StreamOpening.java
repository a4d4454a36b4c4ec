package dev.isochrone.wire;

import dev.isochrone.api.v1.Operations;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.request.RequestHeader;
import java.util.Optional;

/** What all operations of a stream share. */
public record StreamOpening(Optional<Region> callerRegion, boolean noForward, String caller) {
  public static final StreamOpening NOTHING = new StreamOpening(Optional.empty(), false, "");

  /** So long that the id of each of its operations is one. */
  private static final int CALLER_CHARACTERS_MAX = 43;

  public StreamOpening {
    boolean fits = caller.length() <= CALLER_CHARACTERS_MAX && RequestHeader.isRequestId(caller);
    if (!caller.isEmpty() && !fits) {
      throw new IllegalArgumentException("not the name of a caller");
    }
  }

  /** Of a caller without a name. */
  public StreamOpening(Optional<Region> callerRegion, boolean noForward) {
    this(callerRegion, noForward, "");
  }

  public static Outcome<StreamOpening> fromProto(Operations.Opening opening) {
    return FieldPath.total(
        () -> {
          FieldPath path = FieldPath.of("opening");
          Optional<Region> region =
              opening.getCallerRegion().isEmpty()
                  ? Optional.empty()
                  : Optional.of(
                      path.field("caller_region")
                          .value(() -> new Region(opening.getCallerRegion())));
          return path.field("request_caller")
              .value(
                  () ->
                      new StreamOpening(
                          region, opening.getNoForward(), opening.getRequestCaller()));
        });
  }

  public Operations.Opening toProto() {
    Operations.Opening.Builder proto =
        Operations.Opening.newBuilder().setNoForward(noForward).setRequestCaller(caller);
    callerRegion.ifPresent(region -> proto.setCallerRegion(region.name()));
    return proto.build();
  }
}
