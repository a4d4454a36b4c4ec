package dev.isochrone.zone;

import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.server.directory.ControllerRoll;
import dev.isochrone.server.directory.Controllers;
import dev.isochrone.zone.disk.DataDirectory;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a node stands: its disk, bound to its cluster, and what it knows of that.
 *
 * @param self as it was told at its start; that is where others find it
 * @param listenAt what it binds
 * @param directory the one in force; asked again and again, so it gives what it has
 * @param control where tables are made; empty: the directory is fixed
 */
public record Standing(
    DataDirectory data,
    NodeEntry self,
    ListenAt listenAt,
    Supplier<Directory> directory,
    Optional<Control> control) {

  /**
   * The controllers of the node's region.
   *
   * @param roll who of them answers
   */
  public record Control(Controllers controllers, ControllerRoll roll) {}

  public Standing {
    if (self.raft().isEmpty()) {
      throw new IllegalArgumentException(self.id() + " without an endpoint for Raft");
    }
  }

  /** Of a node that binds what others know it by. */
  public Standing(
      DataDirectory data,
      NodeEntry self,
      Supplier<Directory> directory,
      Optional<Control> control) {
    this(data, self, ListenAt.advertisedBy(self), directory, control);
  }

  /** The same, bound there. */
  public Standing listeningAt(ListenAt addresses) {
    return new Standing(data, self, addresses, directory, control);
  }

  /**
   * Of a node whose directory never changes.
   *
   * @throws IllegalArgumentException the directory does not have the node
   * @throws IOException the data directory is another's, or the disk refuses
   */
  public static Standing fixed(ZoneNodeConfig config, Directory directory) throws IOException {
    NodeEntry self =
        directory
            .region(config.region())
            .map(RegionEntry::nodes)
            .flatMap(nodes -> Optional.ofNullable(nodes.get(config.node())))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the directory has no node "
                            + config.node()
                            + " in region "
                            + config.region()));
    DataDirectory data = DataDirectory.open(config.dataDir(), config.node(), config.region());
    data.bind(directory.cluster().id());
    return new Standing(data, self, () -> directory, Optional.empty());
  }

  /**
   * The region of the node, as it is when the node starts: its origin, its slots and who holds them
   * do not change while the node lives.
   */
  RegionEntry region(ZoneNodeConfig config) {
    return directory.get().region(config.region()).stream()
        .filter(
            region -> region.nodes().values().stream().allMatch(node -> node.raft().isPresent()))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the directory has no region "
                        + config.region()
                        + ", or not where its nodes speak Raft"));
  }
}
