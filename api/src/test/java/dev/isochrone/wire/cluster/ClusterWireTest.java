package dev.isochrone.wire.cluster;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.Samples;
import dev.isochrone.wire.grpc.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a cluster, its nodes and its gateways say of themselves. */
class ClusterWireTest {
  @ForSeeds(30)
  void description_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    Description description =
        new Description(
            samples.sometimes(samples::directory), samples.endpoint(), samples.region());

    assertThat(ClusterWire.fromProto(ClusterWire.toProto(description)).orThrow())
        .isEqualTo(description);
  }

  @ForSeeds
  void whereabouts_comeBackAsTheyWere(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    Whereabouts whereabouts =
        new Whereabouts(
            new HomeOf(samples.region(), 1),
            new Slot(samples.random().nextInt(Slot.COUNT)),
            samples.random().nextInt(9),
            samples.sometimes(samples::endpoint),
            List.of(
                new RegionCopy(samples.region(), 0, List.of(samples.endpoint())),
                new RegionCopy(samples.region(), 1, List.of())));

    assertThat(ClusterWire.fromProto(ClusterWire.toProto(whereabouts)).orThrow())
        .isEqualTo(whereabouts);
  }

  @ForSeeds
  void whereQuestion_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    WhereQuestion question =
        new WhereQuestion(samples.header(), samples.tableName(), samples.keyForm());

    assertThat(ClusterWire.fromProto(ClusterWire.toProto(question), () -> "given").orThrow())
        .isEqualTo(question);
  }

  @ForSeeds
  void status_comesBackAsItWas(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    NodeStatus status =
        new NodeStatus(
            samples.region(),
            new NodeId("eu-west-0"),
            samples.hlc(),
            List.of(replica(samples, 0), replica(samples, 1)),
            new NodeStatus.Around(
                List.of(
                    new NodeStatus.Controller(new Address("127.0.0.1", 7401), Duration.ZERO),
                    new NodeStatus.Controller(
                        new Address("127.0.0.2", 7401), Duration.ofMillis(8_001))),
                samples.sometimes(() -> Duration.ofMillis(77))));

    assertThat(StatusWire.fromProto(StatusWire.toProto(status)).orThrow()).isEqualTo(status);
  }

  private static List<ReplicaStatus.Link> links() {
    List<ReplicaStatus.Link> links = new ArrayList<>();
    for (ReplicaStatus.LinkState state : ReplicaStatus.LinkState.values()) {
      Optional<Duration> lag =
          state == ReplicaStatus.LinkState.WAITING
              ? Optional.empty()
              : Optional.of(Duration.ofMillis(1_234));
      links.add(
          new ReplicaStatus.Link(
              new Region("us-east"),
              state,
              "because of " + state,
              85,
              new ReplicaStatus.Behind(lag, 5, 600),
              3));
    }
    return links;
  }

  @Test
  void forwarder_comesBackAsItWas_andAnotherClustersIsRefused() throws RefusedException {
    ClusterId ours = new ClusterId("0".repeat(32));
    Forwarder forwarder = new Forwarder(ours, new NodeId("eu-west-0"), new Region("eu-west"));
    ForwardHeader header = ForwarderWire.toProto(forwarder);

    assertThat(ForwarderWire.fromProto(header, ours).orThrow()).isEqualTo(forwarder);
    assertRefused(
        ForwarderWire.fromProto(header, new ClusterId("1".repeat(32))),
        RefusalCode.WRONG_CLUSTER,
        "header.cluster_id");
    assertRefused(
        ForwarderWire.fromProto(
            header.toBuilder().setFeatureLevelMin(2).setFeatureLevelMax(3).build(), ours),
        RefusalCode.NEWER_FORMAT,
        "header.feature_level_min");
  }

  private static ReplicaStatus replica(Samples samples, int partition) {
    return new ReplicaStatus(
        partition,
        new ReplicaStatus.Leadership(
            3,
            samples.random().nextBoolean(),
            samples.sometimes(samples::endpoint),
            Duration.ofMillis(samples.random().nextInt(9)),
            List.of(new ReplicaStatus.Silent(new NodeId("eu-west-9"), Duration.ofMillis(4_321)))),
        new ReplicaStatus.Progress(
            3,
            700,
            samples.random().nextInt(700),
            List.of(
                new ReplicaStatus.StandingStill(
                    new NodeId("still-" + partition), Duration.ofSeconds(11)))),
        samples.hlc(),
        new ReplicaStatus.Outbox(90, 80, links()),
        List.of(
            new ReplicaStatus.Arrived(
                samples.region(),
                new OriginPartition(new Origin(2), partition),
                samples.random().nextInt(100),
                samples.hlc(),
                Duration.ofMillis(samples.random().nextInt(100)))),
        List.of(
            new ReplicaStatus.RowCount(
                samples.tableName(), samples.region(), samples.random().nextInt(100))),
        new ReplicaStatus.Storage(
            samples.random().nextInt(1 << 20), samples.random().nextInt(1_000), 600, 1 << 16),
        new ReplicaStatus.RowCache(
            samples.random().nextInt(1 << 20), samples.random().nextInt(1 << 20), 1 << 18),
        new ReplicaStatus.Queue(
            samples.random().nextInt(16_384), samples.random().nextInt(1 << 26), 2),
        Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
  }
}
