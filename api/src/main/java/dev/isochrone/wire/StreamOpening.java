package dev.isochrone.wire;

import dev.isochrone.api.v1.Operations;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import java.util.Optional;

/** What all operations of a stream share. */
public record StreamOpening(Optional<Region> callerRegion, boolean noForward) {
  public static final StreamOpening NOTHING = new StreamOpening(Optional.empty(), false);

  public static Outcome<StreamOpening> fromProto(Operations.Opening opening) {
    return FieldPath.total(
        () ->
            new StreamOpening(
                opening.getCallerRegion().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        FieldPath.of("opening")
                            .field("caller_region")
                            .value(() -> new Region(opening.getCallerRegion()))),
                opening.getNoForward()));
  }

  public Operations.Opening toProto() {
    Operations.Opening.Builder proto = Operations.Opening.newBuilder().setNoForward(noForward);
    callerRegion.ifPresent(region -> proto.setCallerRegion(region.name()));
    return proto.build();
  }
}
