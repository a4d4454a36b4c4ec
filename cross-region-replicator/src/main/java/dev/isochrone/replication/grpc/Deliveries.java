package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.DeliverAnswer;
import dev.isochrone.api.internal.v1.DeliverRequest;
import dev.isochrone.api.internal.v1.ReplicationGrpc;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.Inbox;
import dev.isochrone.replication.LinkTarget;
import dev.isochrone.replication.driver.PartitionPort;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the partitions that other nodes of this region lead, by one call each. It remembers who
 * led last, follows a refusal that names the leader, and else tries the next replica.
 *
 * <p>It owns no channel. Any thread.
 */
public final class Deliveries implements PartitionPort {
  /** Longer than a commit on a busy disk, and shorter than a sender's patience. */
  private static final Duration TIME_MAX = Duration.ofSeconds(5);

  private final LinkTarget region;
  private final long layoutVersion;
  private final IntFunction<List<Endpoint>> servers;
  private final Function<Endpoint, ManagedChannel> channels;
  private final Ticker ticker;
  private final Map<Integer, NodeId> leaders = new ConcurrentHashMap<>(); // as many as partitions

  /**
   * Asks nobody yet.
   *
   * @param region this one
   * @param servers the ports for servers of the other nodes that hold a partition
   */
  public Deliveries(
      LinkTarget region,
      long layoutVersion,
      IntFunction<List<Endpoint>> servers,
      Function<Endpoint, ManagedChannel> channels,
      Ticker ticker) {
    this.region = region;
    this.layoutVersion = layoutVersion;
    this.servers = servers;
    this.channels = channels;
    this.ticker = ticker;
  }

  @Override
  public CompletableFuture<Outcome<Inbox.Applied>> deliver(
      int partition, OriginPartition origin, Optional<ChangeBatch> part) {
    List<Endpoint> nodes = servers.apply(partition);
    CompletableFuture<Outcome<Inbox.Applied>> answer = new CompletableFuture<>();
    if (nodes.isEmpty()) {
      answer.complete(
          Outcome.refused(
              Refusal.of(RefusalCode.NO_LEADER, "no other node holds partition " + partition)));
    } else {
      DeliverRequest request =
          DeliveryWire.toProto(
              new DeliveryWire.Delivery(partition, origin, part), region, layoutVersion);
      int first = Math.max(0, indexOf(leaders.get(partition), nodes));
      new Attempts(request, nodes, TimeLimit.in(TIME_MAX, ticker), answer)
          .at(first, nodes.size() + 1);
    }
    return answer;
  }

  private static int indexOf(@Nullable NodeId node, List<Endpoint> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).node().equals(node)) {
        return i;
      }
    }
    return -1;
  }

  /** The attempts of one delivery, one after another. */
  private final class Attempts {
    private final DeliverRequest request;
    private final List<Endpoint> nodes;
    private final TimeLimit limit;
    private final CompletableFuture<Outcome<Inbox.Applied>> answer;

    Attempts(
        DeliverRequest request,
        List<Endpoint> nodes,
        TimeLimit limit,
        CompletableFuture<Outcome<Inbox.Applied>> answer) {
      this.request = request;
      this.nodes = nodes;
      this.limit = limit;
      this.answer = answer;
    }

    void at(int index, int attemptsLeft) {
      Endpoint node = nodes.get(Math.floorMod(index, nodes.size()));
      try {
        UnaryCall.send(
            channels.apply(node),
            ReplicationGrpc.getDeliverMethod(),
            request,
            limit.left(),
            reply(index, attemptsLeft, node));
      } catch (IllegalStateException closing) {
        answer.complete(
            Outcome.refused(Refusal.of(RefusalCode.NOT_READY, "the server is stopping")));
      }
    }

    private UnaryCall.Reply<DeliverAnswer> reply(int index, int attemptsLeft, Endpoint node) {
      return new UnaryCall.Reply<>() {
        @Override
        public void answered(DeliverAnswer applied) {
          leaders.put(request.getPartition(), node.node());
          answer.complete(DeliveryWire.fromProto(applied));
        }

        @Override
        public void failed(StatusRuntimeException failure, GrpcRefusals.Departure departure) {
          // As a read's: whatever became of it, it may be delivered again.
          refused(index, attemptsLeft, GrpcRefusals.ofRead(failure));
        }
      };
    }

    private void refused(int index, int attemptsLeft, Refusal refusal) {
      boolean elsewhere =
          switch (refusal.code()) {
            case NOT_LEADER, NO_LEADER, NOT_READY, HOME_UNREACHABLE -> true;
            default -> false;
          };
      int named = refusal.endpoint().map(leader -> indexOf(leader.node(), nodes)).orElse(index + 1);
      if (elsewhere && named >= 0 && attemptsLeft > 1 && !limit.isOver()) {
        at(named, attemptsLeft - 1);
      } else {
        answer.complete(Outcome.refused(refusal));
      }
    }
  }
}
