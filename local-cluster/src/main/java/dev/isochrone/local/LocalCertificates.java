package dev.isochrone.local;

import dev.isochrone.hlc.PhysicalClock;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.server.certificate.Authority;
import dev.isochrone.server.certificate.CertificateDirectory;
import dev.isochrone.server.certificate.Subject;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificates of a cluster on one machine: below its directory, in {@code tls}, made when they
 * are first missed, and kept. One for each server, and one for clients, called {@code local}.
 */
public final class LocalCertificates {
  private static final Duration VALID = Duration.ofDays(365);
  private static final String CLIENT = "local";
  private static final String CERTIFICATE = ".crt";
  private static final String KEY = ".key";

  private final Path dir;

  private LocalCertificates(Path dir) {
    this.dir = dir;
  }

  /**
   * A server.
   *
   * @param hosts by which it is called
   */
  public record Holder(String name, Region region, List<String> hosts) {
    private Subject subject() {
      List<String> all = Stream.concat(hosts.stream(), Stream.of("localhost")).distinct().toList();
      return Subject.node(name, all, Optional.of(region));
    }
  }

  /**
   * Those of a cluster; what is not there yet is made.
   *
   * @param cluster its directory
   * @param name its name, for people
   */
  public static LocalCertificates in(
      Path cluster, String name, List<Holder> holders, PhysicalClock clock) throws IOException {
    Path dir = cluster.resolve("tls");
    CertificateDirectory files = CertificateDirectory.of(dir);
    Authority.Validity validity =
        new Authority.Validity(Instant.ofEpochMilli(clock.millis()), VALID);
    if (!files.has(CertificateDirectory.NODES)) {
      List<Path> unused = files.createAuthorities(name, validity);
    }
    for (Holder holder : holders) {
      add(files, CertificateDirectory.NODES, holder.subject(), validity);
    }
    add(files, CertificateDirectory.CLIENTS, Subject.client(CLIENT), validity);
    return new LocalCertificates(dir);
  }

  /** Those of a cluster without controllers, if it speaks TLS. */
  static Optional<LocalCertificates> ifAny(LocalClusterConfig config, Directory directory)
      throws IOException {
    if (!config.tls()) {
      return Optional.empty();
    }
    List<Holder> holders = new ArrayList<>();
    for (RegionEntry region : directory.regions().values()) {
      for (NodeEntry node : region.nodes().values()) {
        holders.add(new Holder(node.id().name(), region.region(), List.of(node.client().host())));
      }
    }
    return Optional.of(in(config.dir(), config.name(), holders, config.clocks().physical()));
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

  TlsConfig ofNode(NodeId node) {
    return ofServer(node.name());
  }

  /** What a server of the cluster is told. */
  public TlsConfig ofServer(String name) {
    return new TlsConfig(
        file(CertificateDirectory.NODES, CERTIFICATE),
        file(name, CERTIFICATE),
        file(name, KEY),
        Optional.of(file(CertificateDirectory.CLIENTS, CERTIFICATE)));
  }

  /** The same, as a configuration file one directory below the cluster's has it. */
  public TlsPart part(String name) {
    String above = "../tls/";
    return new TlsPart(
        above + CertificateDirectory.NODES + CERTIFICATE,
        above + name + CERTIFICATE,
        above + name + KEY,
        above + CertificateDirectory.CLIENTS + CERTIFICATE);
  }

  /** What a client of the cluster is told. */
  public TlsConfig ofClient() {
    return TlsConfig.ofClient(
        file(CertificateDirectory.NODES, CERTIFICATE),
        file(CLIENT, CERTIFICATE),
        file(CLIENT, KEY));
  }

  private Path file(String name, String suffix) {
    return dir.resolve(name + suffix);
  }
}
