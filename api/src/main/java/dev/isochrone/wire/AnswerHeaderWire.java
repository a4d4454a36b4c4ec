package dev.isochrone.wire;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.model.request.AnswerHeader.Served;
import dev.isochrone.model.request.RequestId;
import java.time.Duration;
import java.util.Optional;

/** Headers of answers on the wire: whole, or as the part of one that a stream's message shares. */
final class AnswerHeaderWire {
  private static final FieldPath HEADER = FieldPath.of("header");

  private static final Optional<Duration> FRESH = Optional.of(Duration.ZERO);

  private AnswerHeaderWire() {}

  static dev.isochrone.api.v1.AnswerHeader toProto(AnswerHeader header) {
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

  static AnswerHeader read(dev.isochrone.api.v1.AnswerHeader header) throws RefusedException {
    HlcTimestamp hlc = HEADER.field("hlc").value(() -> new HlcTimestamp(header.getHlc()));
    return new AnswerHeader(
        hlc,
        new Served(
            HEADER.field("region").value(() -> new Region(header.getRegion())),
            HEADER.field("node").value(() -> new NodeId(header.getNode()))),
        home(header),
        version(header),
        staleness(header),
        leader(header),
        header.getRequestId());
  }

  /**
   * What is the answer's own.
   *
   * @param shared the message's; if the answer's home or leader is another one, the own part says
   *     both
   */
  static dev.isochrone.api.v1.AnswerHeader own(AnswerHeader header, AnswerHeader shared) {
    dev.isochrone.api.v1.AnswerHeader.Builder proto =
        dev.isochrone.api.v1.AnswerHeader.newBuilder();
    if (header.staleness().isPresent()) {
      proto.setStalenessKnown(true).setStalenessMillis(header.staleness().get().toMillis());
    }
    if (header.version().isPresent()) {
      Version version = header.version().get();
      proto.setVersion(VersionWire.toProto(version)).setVersionHlc(version.stamp().at().packed());
    }
    if (!header.home().equals(shared.home()) || !header.leader().equals(shared.leader())) {
      proto.setHomeRegion(header.home().region().name()).setHomeEpoch(header.home().epoch());
      header.leader().ifPresent(leader -> proto.setLeader(EndpointWire.toProto(leader)));
    }
    return proto.build();
  }

  /** What a message's answers share. */
  static dev.isochrone.api.v1.AnswerHeader shared(AnswerHeader header, HlcTimestamp hlc) {
    dev.isochrone.api.v1.AnswerHeader.Builder proto =
        dev.isochrone.api.v1.AnswerHeader.newBuilder()
            .setHlc(hlc.packed())
            .setRegion(header.served().region().name())
            .setNode(header.served().node().name())
            .setHomeRegion(header.home().region().name())
            .setHomeEpoch(header.home().epoch());
    header.leader().ifPresent(leader -> proto.setLeader(EndpointWire.toProto(leader)));
    return proto.build();
  }

  /** The whole header, of an answer's own part and what its message shares. */
  static AnswerHeader read(dev.isochrone.api.v1.AnswerHeader own, AnswerHeader shared, RequestId id)
      throws RefusedException {
    boolean sharedHome = own.getHomeRegion().isEmpty();
    return new AnswerHeader(
        shared.hlc(),
        shared.served(),
        sharedHome ? shared.home() : home(own),
        version(own),
        staleness(own),
        sharedHome ? shared.leader() : leader(own),
        id);
  }

  private static HomeOf home(dev.isochrone.api.v1.AnswerHeader header) throws RefusedException {
    return new HomeOf(
        HEADER.field("home_region").value(() -> new Region(header.getHomeRegion())),
        HEADER.field("home_epoch").number(header.getHomeEpoch()));
  }

  private static Optional<Version> version(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    return header.getVersion().isEmpty()
        ? Optional.empty()
        : Optional.of(VersionWire.read(header.getVersion(), HEADER.field("version")));
  }

  private static Optional<Duration> staleness(dev.isochrone.api.v1.AnswerHeader header)
      throws RefusedException {
    if (header.getStalenessKnown() && header.getStalenessMillis() == 0) {
      return FRESH;
    }
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
