package dev.isochrone.placement;

import dev.isochrone.model.Region;

/**
 * A row's home, and by which truth it was found.
 *
 * @param region takes the row's writes: all of them, or, of a multi-master row, those that are sent
 *     from there
 * @param ruleVersion of the table's rule
 * @param epoch the home epoch; 1 until the row's home is moved; 0 of multi-master rows, which have
 *     no home
 */
public record Home(Region region, int ruleVersion, int epoch) {}
