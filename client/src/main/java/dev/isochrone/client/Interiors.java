package dev.isochrone.client;

import dev.isochrone.api.v1.CollectRequest;
import dev.isochrone.api.v1.ServersGrpc;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.inside.Collected;
import dev.isochrone.wire.inside.LogOrder;
import dev.isochrone.wire.inside.ServersWire;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The insides of a cluster's servers, as operators look at them and change them. Controllers are
 * reached by the nodes of their region, so they are as long as one of those answers. Any thread.
 */
public final class Interiors {
  private final IsochroneClient client;

  Interiors(IsochroneClient client) {
    this.client = client;
  }

  /**
   * Changes how much a server logs, until it ends. Blocks for as long as the configured timeout at
   * most; may be repeated.
   *
   * @throws RefusedException no server of the cluster is called so, or it did not answer
   */
  public LogOrder.Done setLogLevel(LogOrder order) throws RefusedException {
    Optional<NodeEntry> node = node(order.server());
    List<List<NodeEntry>> candidates = new ArrayList<>();
    if (node.isPresent()) {
      candidates.add(List.of(node.get()));
    } else {
      client
          .directory()
          .regions()
          .values()
          .forEach(region -> candidates.add(List.copyOf(region.nodes().values())));
    }
    Refusal last =
        Refusal.of(RefusalCode.INVALID_REQUEST, "the cluster has no server " + order.server());
    for (List<NodeEntry> nodes : candidates) {
      Outcome<LogOrder.Done> outcome =
          IsochroneClient.outcome(
              ask(
                  nodes,
                  ServersGrpc.getSetLogLevelMethod(),
                  ServersWire.toProto(order),
                  ServersWire::fromProto));
      if (outcome instanceof Outcome.Done<LogOrder.Done> done) {
        return done.value();
      } else if (outcome instanceof Outcome.Refused<LogOrder.Done> refused
          && (node.isPresent() || refused.refusal().code() != RefusalCode.INVALID_REQUEST)) {
        last = refused.refusal();
      }
    }
    throw last.asException();
  }

  /**
   * What every node says of its inside, and every controller that some node knows of, or why it
   * said nothing; nodes by their ids, controllers by where they serve.
   */
  public SortedMap<String, Outcome<Collected>> collect() {
    SortedMap<String, CompletableFuture<Collected>> asked = new TreeMap<>();
    SortedMap<NodeId, Outcome<NodeStatus>> told = client.status();
    for (RegionEntry region : client.directory().regions().values()) {
      List<NodeEntry> answering = new ArrayList<>();
      for (NodeEntry node : region.nodes().values()) {
        asked.put(node.id().name(), collect(List.of(node), node.id().name()));
        if (told.get(node.id()) instanceof Outcome.Done<NodeStatus>) {
          answering.add(node);
        }
      }
      for (String controller : controllers(region.region(), told)) {
        asked.put(controller, collect(answering, controller));
      }
    }
    SortedMap<String, Outcome<Collected>> collected = new TreeMap<>();
    asked.forEach((server, answer) -> collected.put(server, IsochroneClient.outcome(answer)));
    return collected;
  }

  private static SortedSet<String> controllers(
      Region region, SortedMap<NodeId, Outcome<NodeStatus>> told) {
    SortedSet<String> controllers = new TreeSet<>();
    for (Outcome<NodeStatus> outcome : told.values()) {
      if (outcome instanceof Outcome.Done<NodeStatus> done
          && done.value().region().equals(region)) {
        done.value()
            .around()
            .controllers()
            .forEach(heard -> controllers.add(heard.at().toString()));
      }
    }
    return controllers;
  }

  private CompletableFuture<Collected> collect(List<NodeEntry> nodes, String server) {
    return ask(
        nodes,
        ServersGrpc.getCollectMethod(),
        CollectRequest.newBuilder().setServer(server).build(),
        ServersWire::fromProto);
  }

  private <Q, A, V> CompletableFuture<V> ask(
      List<NodeEntry> nodes,
      MethodDescriptor<Q, A> method,
      Q request,
      Function<A, Outcome<V>> value) {
    TimeLimit limit = client.limit();
    return client
        .inquiry(method, request, value, limit)
        .ask(nodes.stream().map(node -> Address.of(node.client())).toList());
  }

  private Optional<NodeEntry> node(String server) {
    return client.directory().regions().values().stream()
        .flatMap(region -> region.nodes().values().stream())
        .filter(node -> node.id().name().equals(server))
        .findFirst();
  }
}
