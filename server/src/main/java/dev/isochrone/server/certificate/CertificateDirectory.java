package dev.isochrone.server.certificate;

import dev.isochrone.server.certificate.Authority.Issued;
import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.wire.tls.Pem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Certificates and keys as files. Nothing is ever overwritten, keys are for their owner's eyes
 * alone, and what fails halfway leaves nothing behind. One thread.
 */
public final class CertificateDirectory {
  /** The authority of nodes. */
  public static final String NODES = "ca";

  /** The authority of clients. */
  public static final String CLIENTS = "client-ca";

  private static final String CERTIFICATE = ".crt";
  private static final String KEY = ".key";

  private final Path dir;

  /** What a file will hold, and whether it is a key. */
  private record Content(String pem, boolean secret) {
    static Content of(PrivateKey key) {
      return new Content(Pem.of(key), /* secret= */ true);
    }

    static Content of(X509Certificate certificate) {
      return new Content(Pem.of(certificate), /* secret= */ false);
    }
  }

  private CertificateDirectory(Path dir) {
    this.dir = dir;
  }

  /** Which may be absent till something is written. */
  public static CertificateDirectory of(Path dir) {
    return new CertificateDirectory(dir);
  }

  /**
   * Makes both authorities: {@code ca.crt} and {@code ca.key} for nodes, {@code client-ca.crt} and
   * {@code client-ca.key} for clients.
   *
   * @return what was written
   * @throws IOException there is one of them already, or the disk refuses
   */
  public List<Path> createAuthorities(String name, Validity validity) throws IOException {
    Authority nodes = Authority.create(name + " nodes", validity);
    Authority clients = Authority.create(name + " clients", validity);
    Map<Path, Content> made = new LinkedHashMap<>();
    made.put(file(NODES, KEY), Content.of(nodes.key()));
    made.put(file(NODES, CERTIFICATE), Content.of(nodes.certificate()));
    made.put(file(CLIENTS, KEY), Content.of(clients.key()));
    made.put(file(CLIENTS, CERTIFICATE), Content.of(clients.certificate()));
    return write(made);
  }

  /**
   * An authority of this directory.
   *
   * @param which {@link #NODES} or {@link #CLIENTS}
   * @throws IOException it is not there, or can't be used
   */
  public Authority authority(String which) throws IOException {
    return new Authority(certificate(which), Pem.key(file(which, KEY)));
  }

  /** Whether there is a certificate of this name, or a part of one. */
  public boolean has(String name) {
    return Files.exists(file(name, CERTIFICATE)) || Files.exists(file(name, KEY));
  }

  /** An authority's certificate, without its key. */
  public X509Certificate certificate(String which) throws IOException {
    return Pem.certificates(file(which, CERTIFICATE)).get(0);
  }

  /**
   * Writes a certificate and its key as {@code name.crt} and {@code name.key}, and those of the
   * authorities that go with it, unless they are here already.
   *
   * @return what was written
   * @throws IOException there is another file of such a name already, or the disk refuses
   */
  public List<Path> add(String name, Issued issued, Map<String, X509Certificate> authorities)
      throws IOException {
    if (name.equals(NODES) || name.equals(CLIENTS)) {
      throw new IllegalArgumentException(
          "'" + name + "' is what the authorities' files are called; take another name");
    }
    Map<Path, Content> made = new LinkedHashMap<>();
    made.put(file(name, KEY), Content.of(issued.key()));
    made.put(file(name, CERTIFICATE), Content.of(issued.certificate()));
    for (Map.Entry<String, X509Certificate> authority : authorities.entrySet()) {
      Path file = file(authority.getKey(), CERTIFICATE);
      if (!Files.exists(file)) {
        made.put(file, Content.of(authority.getValue()));
      } else if (!Pem.certificates(file).get(0).equals(authority.getValue())) {
        throw new IOException(file + " is another authority's; write to a directory of its own");
      }
    }
    return write(made);
  }

  private Path file(String name, String suffix) {
    return dir.resolve(name + suffix);
  }

  private List<Path> write(Map<Path, Content> contents) throws IOException {
    for (Path file : contents.keySet()) {
      if (Files.exists(file)) {
        throw taken(file);
      }
    }
    Files.createDirectories(dir);
    List<Path> written = new ArrayList<>();
    try {
      for (Map.Entry<Path, Content> content : contents.entrySet()) {
        create(content.getKey(), content.getValue(), written);
      }
    } catch (IOException failed) {
      for (Path file : written) {
        Files.deleteIfExists(file);
      }
      throw failed;
    }
    return written;
  }

  private static void create(Path file, Content content, List<Path> written) throws IOException {
    Set<OpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (SeekableByteChannel out =
        Files.newByteChannel(file, anew, permissions(file, content.secret()))) {
      written.add(file);
      ByteBuffer bytes = ByteBuffer.wrap(content.pem().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        int unused = out.write(bytes);
      }
    } catch (FileAlreadyExistsException raced) {
      throw taken(file);
    }
  }

  /** From the first byte on: a key must not be readable for even a moment. */
  private static FileAttribute<?>[] permissions(Path file, boolean secret) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(
          PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"))
    };
  }

  private static IOException taken(Path file) {
    return new IOException(
        file
            + " is there already, and nothing is overwritten; move it away, or give another --out");
  }
}
