package dev.isochrone.client;

import dev.isochrone.api.v1.LeadersGrpc;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.LeaderOrder;
import dev.isochrone.wire.cluster.LeaderWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who leads the partitions of a cluster, as operators change it. Any thread. */
public final class Leadership {
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final IsochroneClient client;

  Leadership(IsochroneClient client) {
    this.client = client;
  }

  /**
   * Hands the leadership of a partition to another of its replicas: asks all nodes of the region at
   * once, and the one that leads takes it. Blocks for as long as the configured timeout at most;
   * may be repeated.
   *
   * @throws RefusedException there is no such region, partition or replica; or {@code NO_LEADER}:
   *     none of the nodes said that it leads
   */
  public LeaderOrder.Result transfer(LeaderOrder order) throws RefusedException {
    Optional<RegionEntry> region = client.directory().region(order.region());
    if (region.isEmpty()) {
      throw Refusal.of(RefusalCode.INVALID_REQUEST, "there is no region " + order.region())
          .asException();
    }
    List<LeaderOrder.Result> taken = new ArrayList<>();
    Optional<Refusal> never = Optional.empty();
    for (Outcome<LeaderOrder.Result> outcome :
        client.askEach(
            region.get(),
            LeadersGrpc.getTransferMethod(),
            LeaderWire.toProto(order),
            LeaderWire::fromProto)) {
      outcome.map(taken::add);
      if (outcome instanceof Outcome.Refused<LeaderOrder.Result> refused
          && refused.refusal().kind() == RefusalKind.NEVER) {
        never = Optional.of(refused.refusal());
      }
    }
    if (taken.isEmpty()) {
      throw never.orElseGet(() -> noLeader(order)).asException();
    }
    return best(taken, order.to());
  }

  /** Two may have believed to lead, the new one among them: who handed it over tells most. */
  private static LeaderOrder.Result best(List<LeaderOrder.Result> taken, NodeId to) {
    return Collections.max(
        taken,
        Comparator.comparing(LeaderOrder.Result::handedOver)
            .thenComparing(result -> !result.from().equals(to)));
  }

  private static Refusal noLeader(LeaderOrder order) {
    return Refusal.later(
        RefusalCode.NO_LEADER,
        "no node of " + order.region() + " that answered leads partition " + order.partition(),
        AGAIN);
  }
}
