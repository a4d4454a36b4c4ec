package dev.isochrone.region.store;

import dev.isochrone.model.ClusterId;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.region.directory.InstanceId;
import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * A controller's data directory, bound to it by its identity, and to its cluster from the moment
 * that this one is known: docs/formats.md, section 19.6. Another controller's is refused, both
 * named, before anything else in it is touched. One thread.
 */
public final class ControllerDirectory {
  private static final String IDENTITY = "identity.properties";
  private static final String RAFT = "raft";
  private static final String NAME = "cluster.name";
  private static final String CLUSTER = "cluster.id";
  private static final String CONTROLLER = "controller.id";
  private static final String REGION = "region";
  private static final String INSTANCE = "instance.id";
  private static final int INSTANCE_BYTES = 16;

  private final Path root;
  private final Properties identity;

  private ControllerDirectory(Path root, Properties identity) {
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
    Path file = Files.createDirectories(root).resolve(IDENTITY);
    if (Files.exists(file)) {
      Properties known = read(file);
      require(file, known, NAME, owner.clusterName());
      require(file, known, CONTROLLER, owner.controller().name());
      require(file, known, REGION, owner.region().name());
      return new ControllerDirectory(root, known);
    } else if (Files.exists(root.resolve(RAFT))) {
      throw new IOException(
          root
              + " holds logs but no "
              + IDENTITY
              + ": whose they are can't be known. Restore the file, or give the controller an empty"
              + " directory and another id.");
    }
    ControllerDirectory made = new ControllerDirectory(root, identity(owner));
    made.write();
    return made;
  }

  /** The name of this directory, drawn when it was made. */
  public InstanceId instance() throws IOException {
    try {
      return new InstanceId(identity.getProperty(INSTANCE, ""));
    } catch (IllegalArgumentException damaged) {
      throw new IOException(root.resolve(IDENTITY) + " is damaged", damaged);
    }
  }

  /** The cluster that it belongs to, once that is known. */
  public Optional<ClusterId> cluster() {
    return Optional.ofNullable(identity.getProperty(CLUSTER)).map(ClusterId::new);
  }

  /**
   * From here on the directory belongs to this cluster.
   *
   * @throws IOException it belongs to another one, or the disk refuses
   */
  public void bind(ClusterId cluster) throws IOException {
    if (identity.containsKey(CLUSTER)) {
      require(root.resolve(IDENTITY), identity, CLUSTER, cluster.hex());
    } else {
      identity.setProperty(CLUSTER, cluster.hex());
      write();
    }
  }

  /** The directory itself; checkpoints lie in it. */
  public Path root() {
    return root;
  }

  /** The directory of the logs and votes. */
  public Path raft() {
    return root.resolve(RAFT);
  }

  private static Properties read(Path file) throws IOException {
    Properties known = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      known.load(in);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
    }
    return known;
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
              + "; this controller is of "
              + wanted
              + ". Give the controller its own data directory.");
    }
  }

  private static Properties identity(Owner owner) {
    byte[] instance = new byte[INSTANCE_BYTES];
    new SecureRandom().nextBytes(instance);
    Properties identity = new Properties();
    identity.setProperty(NAME, owner.clusterName());
    identity.setProperty(CONTROLLER, owner.controller().name());
    identity.setProperty(REGION, owner.region().name());
    identity.setProperty(INSTANCE, HexFormat.of().formatHex(instance));
    return identity;
  }

  private void write() throws IOException {
    StringWriter text = new StringWriter();
    identity.store(text, "Binds this directory to its controller. Not to be copied or edited.");
    DurableFile.replace(root.resolve(IDENTITY), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
