package dev.isochrone.placement;

import dev.isochrone.model.Region;

/**
 * A row's home, and by which truth it was found.
 *
 * @param ruleVersion of the table's rule
 * @param epoch the home epoch; 1 until the row's home is moved
 */
public record Home(Region region, int ruleVersion, int epoch) {}
