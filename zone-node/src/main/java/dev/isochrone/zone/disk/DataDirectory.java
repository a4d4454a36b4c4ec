package dev.isochrone.zone.disk;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * A node's data directory, bound to the node by its identity: docs/formats.md, section 12. A
 * directory of another cluster, node or region is refused, both named, before anything else in it
 * is touched.
 */
public final class DataDirectory {
  private static final String IDENTITY = "identity.properties";
  private static final String RAFT = "raft";
  private static final String CLUSTER = "cluster.id";
  private static final String NODE = "node.id";
  private static final String REGION = "region";
  private static final String INSTANCE = "instance.id";
  private static final int INSTANCE_BYTES = 16;

  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /**
   * Opens the directory, or makes a new one its own.
   *
   * @throws IOException it is another node's, or the disk refuses
   */
  public static DataDirectory open(Path root, Directory.Cluster cluster, NodeId node, Region region)
      throws IOException {
    Path file = Files.createDirectories(root).resolve(IDENTITY);
    if (Files.exists(file)) {
      requireSame(file, cluster.id(), node, region);
    } else if (Files.exists(root.resolve(RAFT))) {
      throw new IOException(
          root
              + " holds logs but no "
              + IDENTITY
              + ": whose they are can't be known. Restore the file, or give the node an empty directory.");
    } else {
      DurableFile.replace(root.resolve(IDENTITY), identity(cluster.id(), node, region));
    }
    Files.createDirectories(root.resolve("clock"));
    DurableFile.sync(root);
    return new DataDirectory(root);
  }

  /** The directory itself. */
  public Path root() {
    return root;
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

  private static void requireSame(Path file, ClusterId cluster, NodeId node, Region region)
      throws IOException {
    Properties known = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      known.load(in);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
    }
    require(file, known, CLUSTER, cluster.hex());
    require(file, known, NODE, node.name());
    require(file, known, REGION, region.name());
  }

  private static void require(Path file, Properties known, String key, String wanted)
      throws IOException {
    String found = known.getProperty(key);
    if (!wanted.equals(found)) {
      throw new IOException(
          file
              + " says "
              + key
              + " = "
              + found
              + "; this node is configured with "
              + wanted
              + ". Give the node its own data directory.");
    }
  }

  private static byte[] identity(ClusterId cluster, NodeId node, Region region) throws IOException {
    byte[] instance = new byte[INSTANCE_BYTES];
    new SecureRandom().nextBytes(instance);
    Properties identity = new Properties();
    identity.setProperty(CLUSTER, cluster.hex());
    identity.setProperty(NODE, node.name());
    identity.setProperty(REGION, region.name());
    identity.setProperty(INSTANCE, HexFormat.of().formatHex(instance));
    StringWriter text = new StringWriter();
    identity.store(text, "Binds this directory to its node. Not to be copied or edited.");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
