package dev.isochrone.client;

import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import dev.isochrone.wire.grpc.GrpcRefusals.Departure;
import dev.isochrone.wire.grpc.UnaryCall;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A question that any server can answer and that may be asked again, since it changes nothing, or
 * the same only once: asked of one after the other until one answers. One thread at a time.
 */
final class Inquiry<Q, A, V> {
  /**
   * Connecting around the world takes well under a second; who says nothing for longer is gone, if
   * there are others to ask. On a busy machine a process' first connection alone can take this.
   */
  static final Duration EACH_MAX = Duration.ofSeconds(2);

  private final Channels channels;
  private final MethodDescriptor<Q, A> method;
  private final Q request;
  private final Function<A, Outcome<V>> value;
  private final TimeLimit limit;
  private final CompletableFuture<V> found = new CompletableFuture<>();

  Inquiry(
      Channels channels,
      MethodDescriptor<Q, A> method,
      Q request,
      Function<A, Outcome<V>> value,
      TimeLimit limit) {
    this.channels = channels;
    this.method = method;
    this.request = request;
    this.value = value;
    this.limit = limit;
  }

  /** What one server may take of the time that there is, where others are asked beside it. */
  static TimeLimit atMostEach(TimeLimit limit) {
    return limit.left().compareTo(EACH_MAX) < 0 ? limit : TimeLimit.in(EACH_MAX, limit.ticker());
  }

  /** The first answer; it ends with the last one's refusal if there is none. */
  CompletableFuture<V> ask(List<Address> servers) {
    ask(
        servers,
        0,
        Refusal.later(RefusalCode.HOME_UNREACHABLE, "there was no time to ask", Duration.ZERO));
    return found;
  }

  private void ask(List<Address> servers, int next, Refusal last) {
    Duration left = limit.left();
    if (next == servers.size() || left.isNegative() || left.isZero()) {
      found.completeExceptionally(last.asException());
      return;
    }
    boolean isLast = next == servers.size() - 1;
    Duration timeout = isLast || left.compareTo(EACH_MAX) < 0 ? left : EACH_MAX;
    try {
      UnaryCall.send(
          channels.to(servers.get(next)), method, request, timeout, reply(servers, next));
    } catch (RuntimeException broken) {
      found.completeExceptionally(broken); // Closed meanwhile; whoever waits must hear of it.
    }
  }

  private UnaryCall.Reply<A> reply(List<Address> servers, int asked) {
    return new UnaryCall.Reply<>() {
      @Override
      public void answered(A answer) {
        Outcome<V> read = value.apply(answer);
        if (read instanceof Outcome.Refused<V> unfit) {
          found.completeExceptionally(unfit.refusal().asException());
        } else {
          read.map(found::complete);
        }
      }

      @Override
      public void failed(StatusRuntimeException failure, Departure departure) {
        Refusal refusal = GrpcRefusals.ofRead(failure);
        if (refusal.kind() == RefusalKind.LATER || refusal.kind() == RefusalKind.ELSEWHERE) {
          ask(servers, asked + 1, from(servers.get(asked), refusal));
        } else {
          found.completeExceptionally(refusal.asExceptionOf(GrpcRefusals.requestId(failure)));
        }
      }
    };
  }

  private static Refusal from(Address server, Refusal refusal) {
    return Refusal.later(refusal.code(), server + ": " + refusal.message(), refusal.retryAfter());
  }
}
