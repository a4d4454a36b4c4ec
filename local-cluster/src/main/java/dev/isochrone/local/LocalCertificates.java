package dev.isochrone.local;

import dev.isochrone.model.NodeId;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.server.certificate.Authority;
import dev.isochrone.server.certificate.CertificateDirectory;
import dev.isochrone.server.certificate.Subject;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificates of a cluster on one machine: below its directory, in {@code tls}, made at the
 * first start and kept. One for each node, and one for clients, called {@code local}.
 */
public final class LocalCertificates {
  private static final Duration VALID = Duration.ofDays(365);
  private static final String CLIENT = "local";

  private final Path dir;

  private LocalCertificates(Path dir) {
    this.dir = dir;
  }

  /** Those of the cluster, if it speaks TLS. */
  static Optional<LocalCertificates> ifAny(LocalClusterConfig config, Directory directory)
      throws IOException {
    return config.tls() ? Optional.of(of(config, directory)) : Optional.empty();
  }

  /** Makes those that are not there yet. */
  static LocalCertificates of(LocalClusterConfig config, Directory directory) throws IOException {
    Path dir = config.dir().resolve("tls");
    CertificateDirectory files = CertificateDirectory.of(dir);
    Authority.Validity validity =
        new Authority.Validity(Instant.ofEpochMilli(config.clocks().physical().millis()), VALID);
    if (!Files.exists(dir.resolve(CertificateDirectory.NODES + ".crt"))) {
      List<Path> unused = files.createAuthorities(config.name(), validity);
    }
    for (RegionEntry region : directory.regions().values()) {
      for (NodeId node : region.nodes().keySet()) {
        Subject subject =
            Subject.node(node.name(), hosts(region, node), Optional.of(region.region()));
        add(files, CertificateDirectory.NODES, subject, validity);
      }
    }
    add(files, CertificateDirectory.CLIENTS, Subject.client(CLIENT), validity);
    return new LocalCertificates(dir);
  }

  private static void add(
      CertificateDirectory files, String authority, Subject subject, Authority.Validity validity)
      throws IOException {
    if (!files.has(subject.name())) {
      Map<String, X509Certificate> none = Map.of();
      List<Path> unused =
          files.add(subject.name(), files.authority(authority).issue(subject, validity), none);
    }
  }

  private static List<String> hosts(RegionEntry region, NodeId id) {
    return Optional.ofNullable(region.nodes().get(id)).stream()
        .flatMap(
            node ->
                Stream.of(
                    node.client().host(),
                    node.internal().host(),
                    node.raft().orElse(node.internal()).host(),
                    "localhost"))
        .distinct()
        .toList();
  }

  /** What a node of the cluster is told. */
  TlsConfig ofNode(NodeId node) {
    return new TlsConfig(
        file(CertificateDirectory.NODES, ".crt"),
        file(node.name(), ".crt"),
        file(node.name(), ".key"),
        Optional.of(file(CertificateDirectory.CLIENTS, ".crt")));
  }

  /** The same, as a configuration file one directory below the cluster's has it. */
  TlsPart part(NodeId node) {
    return new TlsPart(
        "../tls/ca.crt",
        "../tls/" + node.name() + ".crt",
        "../tls/" + node.name() + ".key",
        "../tls/client-ca.crt");
  }

  /** What a client of the cluster is told. */
  public TlsConfig ofClient() {
    return TlsConfig.ofClient(
        file(CertificateDirectory.NODES, ".crt"), file(CLIENT, ".crt"), file(CLIENT, ".key"));
  }

  private Path file(String name, String suffix) {
    return dir.resolve(name + suffix);
  }
}
