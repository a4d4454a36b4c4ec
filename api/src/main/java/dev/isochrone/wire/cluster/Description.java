package dev.isochrone.wire.cluster;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import java.util.Optional;

/**
 * The cluster as one node knows it.
 *
 * @param directory empty if the version that the caller has is current
 * @param node who answered
 * @param region where it stands
 */
public record Description(Optional<Directory> directory, Endpoint node, Region region) {}
