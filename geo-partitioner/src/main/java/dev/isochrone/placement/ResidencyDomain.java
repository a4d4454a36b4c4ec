package dev.isochrone.placement;

import dev.isochrone.model.Region;
import dev.isochrone.model.table.DomainName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Regions that may hold certain rows: what is bound to the domain never leaves them.
 *
 * @param regions at least one
 */
public record ResidencyDomain(DomainName name, SortedSet<Region> regions) {
  public ResidencyDomain {
    regions = Collections.unmodifiableSortedSet(new TreeSet<>(regions));
    if (regions.isEmpty()) {
      throw new IllegalArgumentException("residency domain " + name + " without regions");
    }
  }
}
