package dev.isochrone.wire.cluster;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.FieldPath;

/** What a gateway vouches for, on the wire between servers. */
public final class ForwarderWire {
  /** The only feature level there is. */
  private static final int FEATURE_LEVEL = 1;

  private ForwarderWire() {}

  public static ForwardHeader toProto(Forwarder forwarder) {
    return ForwardHeader.newBuilder()
        .setClusterId(forwarder.cluster().hex())
        .setFromNode(forwarder.node().name())
        .setFromRegion(forwarder.region().name())
        .setFeatureLevelMin(FEATURE_LEVEL)
        .setFeatureLevelMax(FEATURE_LEVEL)
        .build();
  }

  /**
   * Who forwards. {@code WRONG_CLUSTER} for a gateway of another cluster, {@code NEWER_FORMAT} for
   * one that speaks no feature level of ours.
   */
  public static Outcome<Forwarder> fromProto(ForwardHeader header, ClusterId ours) {
    FieldPath path = FieldPath.of("header");
    return FieldPath.total(
        () -> {
          ClusterId cluster =
              path.field("cluster_id").value(() -> new ClusterId(header.getClusterId()));
          if (!cluster.equals(ours)) {
            throw path.field("cluster_id")
                .refused(RefusalCode.WRONG_CLUSTER, "this is cluster " + ours + ", not " + cluster);
          }
          int min = header.getFeatureLevelMin();
          int max = header.getFeatureLevelMax();
          if (min > FEATURE_LEVEL || max < FEATURE_LEVEL) {
            throw path.field("feature_level_min")
                .refused(
                    RefusalCode.NEWER_FORMAT,
                    "levels " + min + " to " + max + "; this release speaks " + FEATURE_LEVEL);
          }
          path.field("principal").requireUnused(header.getPrincipal().isEmpty(), "principals");
          return new Forwarder(
              cluster,
              path.field("from_node").value(() -> new NodeId(header.getFromNode())),
              path.field("from_region").value(() -> new Region(header.getFromRegion())));
        });
  }
}
