package dev.isochrone.region.directory;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;

/** Which region of which cluster a region directory is of, and what it is for. */
public record Binding(
    ClusterId cluster, Region region, Origin origin, RegionRole role, Shape shape) {}
