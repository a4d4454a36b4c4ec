package dev.isochrone.wire.cluster;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;

/** The gateway that forwards a request, and the cluster that it belongs to. */
public record Forwarder(ClusterId cluster, NodeId node, Region region) {}
