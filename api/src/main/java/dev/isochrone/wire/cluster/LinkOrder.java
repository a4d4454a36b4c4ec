package dev.isochrone.wire.cluster;

import dev.isochrone.model.Region;

/**
 * An operator's word on what one region sends to another.
 *
 * @param paused whether nothing is to be sent; else changes flow
 */
public record LinkOrder(Region from, Region to, boolean paused) {}
