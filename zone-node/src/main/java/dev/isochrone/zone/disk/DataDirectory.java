package dev.isochrone.zone.disk;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.server.disk.DurableFile;
import dev.isochrone.server.disk.IdentityFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A node's data directory, bound to the node, and to its cluster once that is known, by its
 * identity: docs/formats.md, section 12. One thread opens and binds.
 */
public final class DataDirectory {
  private static final String RAFT = "raft";

  private final Path root;
  private final IdentityFile identity;

  private DataDirectory(Path root, IdentityFile identity) {
    this.root = root;
    this.identity = identity;
  }

  /**
   * Opens the directory, or makes a new one the node's own.
   *
   * @throws IOException it is another node's, or the disk refuses
   */
  public static DataDirectory open(Path root, NodeId node, Region region) throws IOException {
    IdentityFile identity =
        IdentityFile.open(
            root,
            "node",
            Map.of("node.id", node.name(), "region", region.name()),
            root.resolve(RAFT));
    Files.createDirectories(root.resolve("clock"));
    DurableFile.sync(root);
    return new DataDirectory(root, identity);
  }

  /**
   * From here on the directory belongs to this cluster.
   *
   * @throws IOException it belongs to another one, or the disk refuses
   */
  public void bind(ClusterId cluster) throws IOException {
    identity.bind(cluster);
  }

  /** The cluster that it belongs to, once that is known. */
  public Optional<ClusterId> cluster() {
    return identity.cluster();
  }

  /** The name of this directory, drawn when it was made: 32 lower-case hexadecimal digits. */
  public String instance() {
    return identity.instance();
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** The copy of the cluster's directory, where controllers give one. */
  public Path directoryCopy() {
    return root.resolve("directory");
  }

  /** The directory of the clock's bound. */
  public Path clock() {
    return root.resolve("clock");
  }

  /** The directory of the logs and votes. */
  public Path raft() {
    return root.resolve(RAFT);
  }

  /** The directory of this node's replica of a partition. */
  public Path partition(int partition) {
    return root.resolve("partition-" + partition);
  }
}
