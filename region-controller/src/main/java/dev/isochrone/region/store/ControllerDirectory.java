package dev.isochrone.region.store;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.server.disk.IdentityFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A controller's data directory, bound to it by its identity, and to its cluster from the moment
 * that this one is known: docs/formats.md, section 19.6. One thread.
 */
public final class ControllerDirectory {
  private static final String RAFT = "raft";

  private final Path root;
  private final IdentityFile identity;

  private ControllerDirectory(Path root, IdentityFile identity) {
    this.root = root;
    this.identity = identity;
  }

  /** Whose directory it shall be. */
  public record Owner(String clusterName, NodeId controller, Region region) {}

  /**
   * Opens the directory, or makes a new one its own.
   *
   * @throws IOException it is another controller's, or the disk refuses
   */
  public static ControllerDirectory open(Path root, Owner owner) throws IOException {
    Map<String, String> said =
        Map.of(
            "cluster.name",
            owner.clusterName(),
            "controller.id",
            owner.controller().name(),
            "region",
            owner.region().name());
    return new ControllerDirectory(
        root, IdentityFile.open(root, "controller", said, root.resolve(RAFT)));
  }

  /** The cluster that it belongs to, once that is known. */
  public Optional<ClusterId> cluster() {
    return identity.cluster();
  }

  /**
   * From here on the directory belongs to this cluster.
   *
   * @throws IOException it belongs to another one, or the disk refuses
   */
  public void bind(ClusterId cluster) throws IOException {
    identity.bind(cluster);
  }

  /** The directory itself; checkpoints lie in it. */
  public Path root() {
    return root;
  }

  /** The directory of the logs and votes. */
  public Path raft() {
    return root.resolve(RAFT);
  }
}
