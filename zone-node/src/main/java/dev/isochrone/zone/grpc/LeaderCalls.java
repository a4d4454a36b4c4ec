package dev.isochrone.zone.grpc;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.api.internal.v1.ForwardedDelete;
import dev.isochrone.api.internal.v1.ForwardedGet;
import dev.isochrone.api.internal.v1.ForwardedPut;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.ReadRequest;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.AnswerWire;
import dev.isochrone.wire.ForwarderWire;
import dev.isochrone.wire.RequestWire;
import dev.isochrone.wire.cluster.Forwarder;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import dev.isochrone.zone.Onward;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends requests on to the leaders of other partitions, over {@code
 * isochrone.internal.v1.Forwarding}. It remembers who led last, and follows a refusal that names
 * the leader. Any thread; nothing waits.
 */
public final class LeaderCalls implements Onward {
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);

  private final Directory directory;
  private final NodeId self;
  private final ForwardHeader header;
  private final Channels channels;
  private final Map<Target, NodeId> leaders = new ConcurrentHashMap<>();

  /** For the gateway that this node is. */
  public LeaderCalls(Directory directory, Forwarder gateway, Channels channels) {
    this.directory = directory;
    this.self = gateway.node();
    this.header = ForwarderWire.toProto(gateway);
    this.channels = channels;
  }

  /** One way to ask a server; its refusal is told as what it means for a request of its kind. */
  private interface Ask<T> {
    void on(Channel channel, Duration timeout, Consumer<Outcome<T>> answer);
  }

  @Override
  public CompletableFuture<Outcome<WriteAnswer>> write(Target target, WriteRequest request) {
    if (request.rows().get(0).document().isEmpty()) {
      ForwardedDelete delete =
          ForwardedDelete.newBuilder()
              .setHeader(header)
              .setRequest(RequestWire.toDelete(request))
              .build();
      return attempt(
          target,
          (channel, timeout, answer) ->
              UnaryCall.send(
                  channel,
                  ForwardingGrpc.getDeleteMethod(),
                  delete,
                  timeout,
                  new WriteReply<>(answer, AnswerWire::fromProto)));
    }
    return RequestWire.toPut(request)
        .map(put -> ForwardedPut.newBuilder().setHeader(header).setRequest(put).build())
        .fold(
            put ->
                attempt(
                    target,
                    (channel, timeout, answer) ->
                        UnaryCall.send(
                            channel,
                            ForwardingGrpc.getPutMethod(),
                            put,
                            timeout,
                            new WriteReply<>(answer, AnswerWire::fromProto))),
            refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
  }

  @Override
  public CompletableFuture<Outcome<ReadAnswer>> read(Target target, ReadRequest request) {
    ForwardedGet get =
        ForwardedGet.newBuilder().setHeader(header).setRequest(RequestWire.toGet(request)).build();
    return attempt(
        target,
        (channel, timeout, answer) ->
            UnaryCall.send(
                channel, ForwardingGrpc.getGetMethod(), get, timeout, new ReadReply(answer)));
  }

  /**
   * Asks the supposed leader; then, as long as nothing can have happened, the one that it names, or
   * the next node.
   */
  private <T> CompletableFuture<Outcome<T>> attempt(Target target, Ask<T> ask) {
    Optional<RegionEntry> region = directory.region(target.region());
    if (region.isEmpty()) {
      return CompletableFuture.completedFuture(unreachable(target));
    }
    List<NodeEntry> nodes =
        region.get().nodes().values().stream().filter(node -> !node.id().equals(self)).toList();
    NodeId first = leaders.get(target);
    int begin = 0;
    for (int i = 0; i < nodes.size(); i++) {
      begin = nodes.get(i).id().equals(first) ? i : begin;
    }
    CompletableFuture<Outcome<T>> result = new CompletableFuture<>();
    if (nodes.isEmpty()) {
      result.complete(unreachable(target));
    } else {
      new Attempts<>(target, ask, nodes, result).at(begin, nodes.size() + 1);
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
    private final Deadline deadline;

    Attempts(
        Target target, Ask<T> ask, List<NodeEntry> nodes, CompletableFuture<Outcome<T>> result) {
      this.target = target;
      this.ask = ask;
      this.nodes = nodes;
      this.result = result;
      Deadline own = Deadline.after(TIMEOUT_MAX.toNanos(), TimeUnit.NANOSECONDS);
      Deadline callers = Context.current().getDeadline();
      this.deadline = callers == null ? own : own.minimum(callers);
    }

    void at(int index, int attemptsLeft) {
      NodeEntry node = nodes.get(Math.floorMod(index, nodes.size()));
      Duration timeout =
          Duration.ofNanos(Math.max(1, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
      ask.on(
          channels.to(node.internal()),
          timeout,
          outcome -> settle(index, attemptsLeft, node, outcome));
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
      if (elsewhere && next >= 0 && attemptsLeft > 1 && !deadline.isExpired()) {
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

  private record WriteReply<A>(
      Consumer<Outcome<WriteAnswer>> answer, Function<A, Outcome<WriteAnswer>> fromProto)
      implements UnaryCall.Reply<A> {
    @Override
    public void answered(A proto) {
      // An answer that can't be read says that the write was done; what it said of it is lost.
      answer.accept(
          fromProto
              .apply(proto)
              .fold(
                  Outcome::done,
                  unreadable ->
                      Outcome.refused(
                          Refusal.of(
                              RefusalCode.OUTCOME_UNKNOWN,
                              "the leader's answer can't be read: " + unreadable.message()))));
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      answer.accept(Outcome.refused(GrpcRefusals.ofWrite(failure, departure)));
    }
  }

  private record ReadReply(Consumer<Outcome<ReadAnswer>> answer)
      implements UnaryCall.Reply<GetAnswer> {
    @Override
    public void answered(GetAnswer proto) {
      answer.accept(AnswerWire.fromProto(proto));
    }

    @Override
    public void failed(StatusRuntimeException failure, Departure departure) {
      answer.accept(Outcome.refused(GrpcRefusals.ofRead(failure)));
    }
  }
}
