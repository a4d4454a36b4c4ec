package dev.isochrone.client;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.Channels;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Measures how far nodes are from here: the time of one small call to each. */
final class RoundTrips {
  private final Channels channels;
  private final TimeLimit limit;

  RoundTrips(Channels channels, TimeLimit limit) {
    this.channels = channels;
    this.limit = limit;
  }

  /** Asks all nodes at once. */
  SortedMap<NodeId, Outcome<Duration>> measure(Directory directory) {
    SortedMap<NodeId, CompletableFuture<Duration>> asked = new TreeMap<>();
    for (RegionEntry region : directory.regions().values()) {
      region.nodes().forEach((id, node) -> asked.put(id, measure(node, directory.version())));
    }
    SortedMap<NodeId, Outcome<Duration>> took = new TreeMap<>();
    asked.forEach((id, trip) -> took.put(id, IsochroneClient.outcome(trip)));
    return took;
  }

  /** A node that knows nothing newer answers with a few bytes. */
  private CompletableFuture<Duration> measure(NodeEntry node, long knownVersion) {
    Ticker ticker = limit.ticker();
    long from = ticker.nanos();
    List<Address> address = List.of(Address.of(node.client()));
    return Directories.describe(channels, address, knownVersion, Inquiry.atMostEach(limit))
        .thenApply(answer -> Duration.ofNanos(ticker.nanos() - from));
  }
}
