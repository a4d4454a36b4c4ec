package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.v1.OperationAnswer;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.RequestId;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.OperationWire;
import dev.isochrone.wire.SharedHeader;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.cluster.ForwarderWire;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.Conversation;
import dev.isochrone.wire.grpc.Conversations;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.zone.gateway.Onward;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends requests on to the leaders of other partitions, over {@code
 * isochrone.internal.v1.Forwarding}. It remembers who led last, and follows a refusal that names
 * the leader. Any thread; nothing waits.
 */
public final class LeaderCalls implements Onward {
  private final Supplier<Directory> directory;
  private final NodeId self;
  private final Conversations<ForwardedOperations> conversations;
  private final Map<Target, NodeId> leaders = new ConcurrentHashMap<>();

  /**
   * For the gateway that this node is.
   *
   * @param directory the one in force; asked at each request
   */
  public LeaderCalls(Supplier<Directory> directory, Forwarder gateway, Channels channels) {
    this.directory = directory;
    this.self = gateway.node();
    this.conversations = Conversations.ofGateway(channels, ForwarderWire.toProto(gateway));
  }

  /** One way to ask a server; its refusal is told as what it means for a request of its kind. */
  private interface Ask<T> {
    void on(Conversation<ForwardedOperations> server, Consumer<Outcome<T>> answer);
  }

  @Override
  public CompletableFuture<Outcome<WriteAnswer>> write(
      Target target, WriteRequest request, TimeLimit limit) {
    RequestId id = request.header().id();
    return OperationWire.passedOn(request)
        .fold(
            write ->
                attempt(
                    target,
                    limit,
                    (server, answer) ->
                        server.send(write.clone(), limit, new WriteReply(answer, id))),
            refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
  }

  @Override
  public CompletableFuture<Outcome<ReadAnswer>> read(
      Target target, ReadRequest request, TimeLimit limit) {
    RequestId id = request.header().id();
    return attempt(
        target,
        limit,
        (server, answer) ->
            server.send(OperationWire.passedOn(request), limit, new ReadReply(answer, id)));
  }

  /**
   * Asks the supposed leader; then, as long as nothing can have happened, the one that it names, or
   * the next node.
   */
  private <T> CompletableFuture<Outcome<T>> attempt(Target target, TimeLimit limit, Ask<T> ask) {
    Optional<RegionEntry> region = directory.get().region(target.region());
    if (region.isEmpty()) {
      return CompletableFuture.completedFuture(unreachable(target));
    }
    List<NodeId> replicas = region.get().layout().partitions().get(target.partition()).replicas();
    List<NodeEntry> nodes =
        region.get().nodes().values().stream()
            .filter(node -> !node.id().equals(self) && replicas.contains(node.id()))
            .toList();
    NodeId first = leaders.get(target);
    int begin = 0;
    for (int i = 0; i < nodes.size(); i++) {
      begin = nodes.get(i).id().equals(first) ? i : begin;
    }
    CompletableFuture<Outcome<T>> result = new CompletableFuture<>();
    if (nodes.isEmpty()) {
      result.complete(unreachable(target));
    } else {
      new Attempts<>(target, limit, ask, nodes, result).at(begin, nodes.size() + 1);
    }
    return result;
  }

  private static <T> Outcome<T> unreachable(Target target) {
    return Outcome.refused(
        Refusal.later(
            RefusalCode.HOME_UNREACHABLE,
            "no server of " + target.region() + " could be reached",
            Duration.ofMillis(500)));
  }

  /** The attempts of one request, one after another. */
  private final class Attempts<T> {
    private final Target target;
    private final Ask<T> ask;
    private final List<NodeEntry> nodes;
    private final CompletableFuture<Outcome<T>> result;
    private final TimeLimit limit;

    Attempts(
        Target target,
        TimeLimit limit,
        Ask<T> ask,
        List<NodeEntry> nodes,
        CompletableFuture<Outcome<T>> result) {
      this.target = target;
      this.limit = limit;
      this.ask = ask;
      this.nodes = nodes;
      this.result = result;
    }

    void at(int index, int attemptsLeft) {
      NodeEntry node = nodes.get(Math.floorMod(index, nodes.size()));
      try {
        ask.on(
            conversations.to(node.internal()),
            outcome -> settle(index, attemptsLeft, node, outcome));
      } catch (IllegalStateException closing) {
        result.complete(unreachable(target));
      }
    }

    private void settle(int index, int attemptsLeft, NodeEntry asked, Outcome<T> outcome) {
      Optional<Refusal> refusal = outcome.fold(done -> Optional.empty(), Optional::of);
      if (refusal.isEmpty()) {
        leaders.put(target, asked.id());
        result.complete(outcome);
        return;
      }
      RefusalCode code = refusal.get().code();
      int next =
          code == RefusalCode.NOT_LEADER
              ? indexOf(refusal.get().endpoint().map(Endpoint::node))
              : index + 1;
      boolean elsewhere = code == RefusalCode.NOT_LEADER || code == RefusalCode.HOME_UNREACHABLE;
      if (elsewhere && next >= 0 && attemptsLeft > 1 && !limit.isOver()) {
        at(next, attemptsLeft - 1);
      } else {
        result.complete(outcome);
      }
    }

    private int indexOf(Optional<NodeId> leader) {
      for (int i = 0; i < nodes.size(); i++) {
        if (leader.isPresent() && nodes.get(i).id().equals(leader.get())) {
          return i;
        }
      }
      return -1;
    }
  }

  private record WriteReply(Consumer<Outcome<WriteAnswer>> answer, RequestId requestId)
      implements Conversation.Reply {
    @Override
    public void answered(OperationAnswer operation, SharedHeader shared) {
      Outcome<WriteAnswer> read = OperationWire.writeAnswer(operation, shared, requestId);
      // An answer that can't be read says that the write was done; what it said of it is lost.
      boolean unreadable = read instanceof Outcome.Refused<WriteAnswer> && !operation.hasRefused();
      answer.accept(
          unreadable
              ? Outcome.refused(
                  Refusal.of(RefusalCode.OUTCOME_UNKNOWN, "the leader's answer can't be read"))
              : read);
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      answer.accept(Outcome.refused(GrpcRefusals.ofWrite(failure, departure)));
    }
  }

  private record ReadReply(Consumer<Outcome<ReadAnswer>> answer, RequestId requestId)
      implements Conversation.Reply {
    @Override
    public void answered(OperationAnswer operation, SharedHeader shared) {
      Outcome<ReadAnswer> read = OperationWire.readAnswer(operation, shared, requestId);
      // The refusal would name a field, as if the caller's request were at fault.
      answer.accept(
          read instanceof Outcome.Refused<ReadAnswer> && !operation.hasRefused()
              ? Outcome.refused(
                  Refusal.later(
                      RefusalCode.HOME_UNREACHABLE,
                      "the leader's answer can't be read",
                      Duration.ofMillis(500)))
              : read);
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      answer.accept(Outcome.refused(GrpcRefusals.ofRead(failure)));
    }
  }
}
