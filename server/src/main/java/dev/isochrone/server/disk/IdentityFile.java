package dev.isochrone.server.disk;

import dev.isochrone.model.ClusterId;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What binds a data directory to its server, and to its cluster from the moment that this one is
 * known: docs/formats.md, section 12. Another server's directory is refused, both named, before
 * anything else in it is touched. One thread.
 */
public final class IdentityFile {
  private static final String NAME = "identity.properties";
  private static final String CLUSTER = "cluster.id";
  private static final String INSTANCE = "instance.id";
  private static final int INSTANCE_BYTES = 16;

  private final Path file;
  private final String server;
  private final Properties identity;

  private IdentityFile(Path file, String server, Properties identity) {
    this.file = file;
    this.server = server;
    this.identity = identity;
  }

  /**
   * Reads the identity of a directory, or makes a new directory one's own.
   *
   * @param server what the server is called in messages: node, or controller
   * @param owner what the file must say of it
   * @param logs a directory that only an owned directory has
   * @throws IOException it is another server's, or the disk refuses
   */
  public static IdentityFile open(Path root, String server, Map<String, String> owner, Path logs)
      throws IOException {
    Path file = Files.createDirectories(root).resolve(NAME);
    if (Files.exists(file)) {
      IdentityFile known = new IdentityFile(file, server, read(file));
      for (Map.Entry<String, String> said : owner.entrySet()) {
        known.require(said.getKey(), said.getValue());
      }
      return known;
    } else if (Files.exists(logs)) {
      throw new IOException(
          "%s holds logs but no %s: whose they are can't be known. Restore the file, or give the %s an empty directory and another id."
              .formatted(root, NAME, server));
    }
    byte[] instance = new byte[INSTANCE_BYTES];
    new SecureRandom().nextBytes(instance);
    Properties drawn = new Properties();
    owner.forEach(drawn::setProperty);
    drawn.setProperty(INSTANCE, HexFormat.of().formatHex(instance));
    IdentityFile made = new IdentityFile(file, server, drawn);
    made.write();
    return made;
  }

  /** The name of this directory, drawn when it was made: 32 lower-case hexadecimal digits. */
  public String instance() {
    return identity.getProperty(INSTANCE, "");
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
      require(CLUSTER, cluster.hex());
    } else {
      identity.setProperty(CLUSTER, cluster.hex());
      write();
    }
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

  private void require(String key, String wanted) throws IOException {
    String found = identity.getProperty(key);
    if (!wanted.equals(found)) {
      throw new IOException(
          "%s says %s = %s; this %s is configured with %s. Give the %s its own data directory."
              .formatted(file, key, found, server, wanted, server));
    }
  }

  private void write() throws IOException {
    StringWriter text = new StringWriter();
    identity.store(text, "Binds this directory to its " + server + ". Not to be copied or edited.");
    DurableFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
