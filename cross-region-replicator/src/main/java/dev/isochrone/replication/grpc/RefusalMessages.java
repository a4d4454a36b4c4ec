package dev.isochrone.replication.grpc;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import java.time.Duration;
import java.util.Optional;

/** Refusals inside a stream's answers. */
final class RefusalMessages {
  private RefusalMessages() {}

  static dev.isochrone.api.v1.Refusal toProto(Refusal refusal) {
    var message =
        dev.isochrone.api.v1.Refusal.newBuilder()
            .setCodeValue(refusal.code().number())
            .setKindValue(refusal.kind().number())
            .setRetryAfterMillis(refusal.retryAfter().toMillis())
            .setMessage(refusal.message());
    refusal.region().ifPresent(region -> message.setRegion(region.name()));
    refusal
        .endpoint()
        .ifPresent(
            at ->
                message.setEndpoint(
                    dev.isochrone.api.v1.Endpoint.newBuilder()
                        .setNode(at.node().name())
                        .setHost(at.host())
                        .setPort(at.port())));
    return message.build();
  }

  static Refusal fromProto(dev.isochrone.api.v1.Refusal message) {
    RefusalCode code =
        RefusalCode.numbered(message.getCodeValue()).orElse(RefusalCode.OUTCOME_UNKNOWN);
    long retryMillis =
        Math.min(Math.max(0, message.getRetryAfterMillis()), Refusal.RETRY_AFTER_MAX.toMillis());
    return new Refusal(
        code,
        message.getMessage(),
        Region.isName(message.getRegion())
            ? Optional.of(new Region(message.getRegion()))
            : Optional.empty(),
        0,
        Duration.ofMillis(retryMillis),
        message.hasEndpoint() ? endpoint(message.getEndpoint()) : Optional.empty());
  }

  private static Optional<Endpoint> endpoint(dev.isochrone.api.v1.Endpoint at) {
    try {
      return Optional.of(new Endpoint(new NodeId(at.getNode()), at.getHost(), at.getPort()));
    } catch (IllegalArgumentException unfit) {
      return Optional.empty();
    }
  }
}
