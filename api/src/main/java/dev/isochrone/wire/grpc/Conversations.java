package dev.isochrone.wire.grpc;

import dev.isochrone.api.internal.v1.ForwardHeader;
import dev.isochrone.api.internal.v1.ForwardedOperations;
import dev.isochrone.api.internal.v1.ForwardingGrpc;
import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.OperationAnswers;
import dev.isochrone.api.v1.Operations;
import dev.isochrone.model.Endpoint;
import io.grpc.MethodDescriptor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One {@link Conversation} with each server that is spoken to, opened when it is first asked for.
 * They end with the channels that they go over. Any thread.
 *
 * @param <Q> the messages of the stream to a server
 */
public final class Conversations<Q> {
  private final Channels channels;
  private final Script<Q> script;
  private final ConcurrentHashMap<Address, Conversation<Q>> kept = new ConcurrentHashMap<>();

  /**
   * How a stream is spoken.
   *
   * @param first the message that opens a stream, around the first operations
   * @param next every later one
   */
  record Script<Q>(
      MethodDescriptor<Q, OperationAnswers> method,
      Function<Operations.Builder, Q> first,
      Function<Operations.Builder, Q> next) {}

  private Conversations(Channels channels, Script<Q> script) {
    this.channels = channels;
    this.script = script;
  }

  /** With servers' ports for clients. */
  public static Conversations<Operations> ofClient(Channels channels, Operations.Opening opening) {
    return new Conversations<>(
        channels,
        new Script<>(
            DataGrpc.getConverseMethod(),
            operations -> operations.setOpening(opening).build(),
            Operations.Builder::build));
  }

  /** With servers' ports for servers, for what a gateway sends on. */
  public static Conversations<ForwardedOperations> ofGateway(
      Channels channels, ForwardHeader gateway) {
    return new Conversations<>(
        channels,
        new Script<>(
            ForwardingGrpc.getConverseMethod(),
            operations ->
                ForwardedOperations.newBuilder()
                    .setHeader(gateway)
                    .setOperations(operations)
                    .build(),
            operations -> ForwardedOperations.newBuilder().setOperations(operations).build()));
  }

  /**
   * The conversation with this server.
   *
   * @throws IllegalStateException if the channels are closed, or too many
   */
  public Conversation<Q> to(Endpoint server) {
    return to(Address.of(server));
  }

  public Conversation<Q> to(Address server) {
    Conversation<Q> known = kept.get(server);
    return known != null
        ? known
        : kept.computeIfAbsent(server, unknown -> new Conversation<>(channels, server, script));
  }
}
