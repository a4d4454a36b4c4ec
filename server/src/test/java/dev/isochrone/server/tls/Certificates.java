package dev.isochrone.server.tls;

import dev.isochrone.model.Region;
import dev.isochrone.server.certificate.Authority;
import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.server.certificate.CertificateDirectory;
import dev.isochrone.server.certificate.Subject;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster's certificates in a directory, good ones and bad ones. */
final class Certificates {
  /** The past: its certificates ended in 2021. */
  private static final Validity OVER =
      new Validity(Instant.parse("2021-01-01T00:00:00Z"), Duration.ofDays(30));

  private final Path dir;
  private final CertificateDirectory files;

  private Certificates(Path dir) {
    this.dir = dir;
    this.files = CertificateDirectory.of(dir);
  }

  static Certificates in(Path dir) throws IOException {
    Certificates made = new Certificates(dir);
    Validity whole = new Validity(OVER.from(), Duration.ofDays(100 * 365));
    List<Path> unused = made.files.createAuthorities("test", whole);
    return made;
  }

  /** A node that is called by this host. */
  TlsConfig node(String name, String host) throws IOException {
    return config(name, CertificateDirectory.NODES, subject(name, host), valid());
  }

  TlsConfig nodeOfThePast(String name) throws IOException {
    return config(name, CertificateDirectory.NODES, subject(name, "127.0.0.1"), OVER);
  }

  TlsConfig client(String name) throws IOException {
    return config(name, CertificateDirectory.CLIENTS, Subject.client(name), valid());
  }

  TlsConfig clientOfThePast(String name) throws IOException {
    return config(name, CertificateDirectory.CLIENTS, Subject.client(name), OVER);
  }

  /** A client signed for by the authority of nodes. */
  TlsConfig clientOfNodes(String name) throws IOException {
    return config(name, CertificateDirectory.NODES, Subject.client(name), valid());
  }

  /** Who trusts this cluster, and shows what another has. */
  TlsConfig showing(TlsConfig other) {
    return new TlsConfig(
        file("ca.crt"), other.cert(), other.key(), Optional.of(file("client-ca.crt")));
  }

  /** Replaces a certificate and its key by new ones. */
  void renew(String name, String host) throws IOException {
    Files.delete(file(name + ".crt"));
    Files.delete(file(name + ".key"));
    TlsConfig unused = node(name, host);
  }

  static Credentials open(TlsConfig config) throws IOException {
    return Credentials.open(config);
  }

  private static Validity valid() {
    return new Validity(Instant.parse("2022-01-01T00:00:00Z"), Duration.ofDays(90 * 365));
  }

  private static Subject subject(String name, String host) {
    return Subject.node(name, List.of(host), Optional.of(new Region("eu-west")));
  }

  private TlsConfig config(String name, String authority, Subject subject, Validity validity)
      throws IOException {
    Authority signer = files.authority(authority);
    List<Path> unused = files.add(name, signer.issue(subject, validity), Map.of());
    return new TlsConfig(
        file("ca.crt"),
        file(name + ".crt"),
        file(name + ".key"),
        Optional.of(file("client-ca.crt")));
  }

  private Path file(String name) {
    return dir.resolve(name);
  }
}
