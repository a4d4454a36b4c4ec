package dev.isochrone.region.config;

import static dev.isochrone.server.config.YamlFile.required;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.ring.Layouts;
import dev.isochrone.region.RegionControllerConfig.Seat;
import dev.isochrone.region.directory.RegionRole;
import dev.isochrone.region.directory.RegionSpec;
import dev.isochrone.region.directory.Shape;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.CoordinatesPart;
import dev.isochrone.server.config.Wildcards;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.grpc.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster shall be, before it is: its regions and their controllers. Every controller is
 * given the same file, and {@code isochrone init} makes the cluster that it describes.
 *
 * @param cluster its name, for people
 * @param regions by name; at least one with data
 */
public record FoundingFile(String cluster, SortedMap<String, RegionPart> regions) {

  /**
   * A region.
   *
   * @param witness whether it holds a vote and no rows; absent: no
   * @param partitions Raft groups; absent: one
   * @param replicas of each, in as many zones; absent: three
   * @param nodes how many must have come before partitions are placed; absent: as many as there are
   *     replicas
   * @param coordinates for tables whose rows live where they are nearest
   * @param controllers by id; at least one
   */
  public record RegionPart(
      @Nullable Boolean witness,
      @Nullable Integer partitions,
      @Nullable Integer replicas,
      @Nullable Integer nodes,
      @Nullable CoordinatesPart coordinates,
      SortedMap<String, ControllerPart> controllers) {
    public RegionPart {
      controllers =
          Collections.unmodifiableSortedMap(new TreeMap<>(required(controllers, "controllers")));
      if (controllers.isEmpty()) {
        throw new IllegalArgumentException("a region needs 'controllers'");
      }
      if (controllers.values().stream().filter(ControllerPart::isVoter).count() > 1) {
        throw new IllegalArgumentException("a region has one vote: one controller says 'votes'");
      }
      Shape unused = shape(partitions, replicas, nodes);
    }

    private static Shape shape(
        @Nullable Integer partitions, @Nullable Integer replicas, @Nullable Integer nodes) {
      int copies = replicas == null ? Layouts.REPLICAS_DEFAULT : replicas;
      return new Shape(partitions == null ? 1 : partitions, copies, nodes == null ? copies : nodes);
    }

    boolean isWitness() {
      return Boolean.TRUE.equals(witness);
    }

    private RegionSpec spec(Region region) {
      List<Endpoint> endpoints = new ArrayList<>();
      controllers.forEach(
          (id, controller) -> endpoints.add(endpoint(new NodeId(id), controller.internal())));
      return new RegionSpec(
          region,
          isWitness() ? RegionRole.WITNESS : RegionRole.DATA,
          Optional.ofNullable(coordinates).map(CoordinatesPart::place),
          shape(partitions, replicas, nodes),
          endpoints);
    }

    /** The one that says so, else the first by name. */
    private String voter() {
      return controllers.entrySet().stream()
          .filter(controller -> controller.getValue().isVoter())
          .map(Map.Entry::getKey)
          .findAny()
          .orElseGet(() -> controllers.keySet().iterator().next());
    }

    private List<Seat> seats(Region region) {
      String voter = voter();
      List<Seat> seats = new ArrayList<>();
      controllers.forEach(
          (name, controller) -> {
            NodeId id = new NodeId(name);
            seats.add(
                new Seat(
                    id,
                    region,
                    endpoint(id, controller.internal()),
                    endpoint(id, controller.raft()),
                    name.equals(voter)));
          });
      return seats;
    }
  }

  /**
   * A controller and where others reach it: for servers and operators, and for the consensus of the
   * directories.
   *
   * @param votes whether it has its region's vote in the global directory; where none says so, the
   *     first by name has it
   */
  public record ControllerPart(Address internal, Address raft, @Nullable Boolean votes) {
    public ControllerPart {
      requireReachable(required(internal, "internal"));
      requireReachable(required(raft, "raft"));
    }

    private static void requireReachable(Address told) {
      if (Wildcards.has(told)) {
        throw new IllegalArgumentException(
            told
                + " is every address of a machine, and here stands where others reach the"
                + " controller; what it binds can stand in its own file, under 'listen'");
      }
    }

    boolean isVoter() {
      return Boolean.TRUE.equals(votes);
    }
  }

  public FoundingFile {
    required(cluster, "cluster");
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(required(regions, "regions")));
    long witnesses = regions.values().stream().filter(RegionPart::isWitness).count();
    if (witnesses == regions.size()) {
      throw new IllegalArgumentException("no region of 'regions' would hold data");
    } else if (regions.size() == 2) {
      // Of two votes the majority is both: with either region gone, nothing could be changed.
      throw new IllegalArgumentException(
          "two regions need a third vote: add a region with 'witness: true', which holds no data");
    }
  }

  /** Reads the file. */
  public static FoundingFile read(Path file) throws ConfigException {
    return YamlFile.read(file, FoundingFile.class);
  }

  /** What the regions shall be, ascending by name. */
  public List<RegionSpec> specs() {
    List<RegionSpec> specs = new ArrayList<>();
    regions.forEach((name, part) -> specs.add(at(name, () -> part.spec(new Region(name)))));
    return specs;
  }

  /** All controllers, ascending by region and id. */
  public List<Seat> seats() {
    List<Seat> seats = new ArrayList<>();
    regions.forEach((name, part) -> seats.addAll(at(name, () -> part.seats(new Region(name)))));
    return seats;
  }

  private static <T> T at(String region, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException("regions." + region + ": " + unfit.getMessage(), unfit);
    }
  }

  private static Endpoint endpoint(NodeId id, Address address) {
    return new Endpoint(id, address.host(), address.port());
  }
}
