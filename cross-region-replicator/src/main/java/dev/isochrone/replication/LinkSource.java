package dev.isochrone.replication;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Region;
import dev.isochrone.model.row.ChangeBatch;

/**
 * Who sends over a link.
 *
 * @param region for messages to people; what counts is the origin in {@code source}
 */
public record LinkSource(
    ClusterId cluster, Region region, ChangeBatch.Source source, FeatureLevels levels) {}
