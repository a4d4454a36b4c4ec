package dev.isochrone.region.directory;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an operator says of a region.
 *
 * @param shape of its data; a witness has one too, for the day when it holds data
 * @param controllers where its controllers speak to other servers, ascending by id; at least one,
 *     at most {@link #CONTROLLERS_MAX}
 */
public record RegionSpec(
    Region region,
    RegionRole role,
    Optional<Coordinates> location,
    Shape shape,
    List<Endpoint> controllers) {
  public static final int CONTROLLERS_MAX = 7;

  public RegionSpec {
    controllers = seated(region, controllers);
  }

  /** Ascending by id, if they are as many as there may be and none of them twice. */
  static List<Endpoint> seated(Region region, List<Endpoint> controllers) {
    long distinct = controllers.stream().map(Endpoint::node).distinct().count();
    if (controllers.isEmpty()
        || controllers.size() > CONTROLLERS_MAX
        || distinct != controllers.size()) {
      throw new IllegalArgumentException(region + " with the controllers " + controllers);
    }
    return controllers.stream().sorted(Comparator.comparing(Endpoint::node)).toList();
  }
}
