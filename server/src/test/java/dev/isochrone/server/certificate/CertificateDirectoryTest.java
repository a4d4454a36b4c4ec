package dev.isochrone.server.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.server.certificate.Authority.Validity;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.TlsConfig;
import dev.isochrone.wire.tls.TlsFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDirectoryTest {
  private static final Validity VALID =
      new Validity(Instant.parse("2026-03-01T12:00:00Z"), Duration.ofDays(30));

  private final Path dir;
  private final CertificateDirectory files;

  CertificateDirectoryTest(@TempDir Path dir) {
    this.dir = dir.resolve("certs");
    this.files = CertificateDirectory.of(this.dir);
  }

  @Test
  void authorities_areWritten_keysForTheirOwnerAlone_andReadAgain() throws IOException {
    assertThat(files.createAuthorities("demo", VALID))
        .containsExactly(
            dir.resolve("ca.key"),
            dir.resolve("ca.crt"),
            dir.resolve("client-ca.key"),
            dir.resolve("client-ca.crt"));

    assertThat(mode("ca.key")).isEqualTo("rw-------");
    assertThat(mode("client-ca.key")).isEqualTo("rw-------");
    Authority nodes = files.authority(CertificateDirectory.NODES);
    assertThat(nodes.certificate()).isEqualTo(files.certificate("ca"));
    assertThat(nodes.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=demo nodes");
  }

  @Test
  void nothing_isOverwritten_norIsAnythingWrittenBesideWhatIsThere() throws IOException {
    Files.createDirectories(dir);
    Files.writeString(dir.resolve("client-ca.crt"), "mine");

    assertThatThrownBy(() -> files.createAuthorities("demo", VALID))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("client-ca.crt is there already");

    assertThat(dir).isDirectoryContaining("glob:**client-ca.crt");
    assertThat(dir.resolve("ca.key")).doesNotExist();
    assertThat(dir.resolve("client-ca.crt")).hasContent("mine");
  }

  @Test
  void certificate_bringsItsAuthorities_whichMayBeThereAlready_butNoOthers() throws IOException {
    var unused = files.createAuthorities("demo", VALID);
    Authority clients = files.authority(CertificateDirectory.CLIENTS);
    CertificateDirectory out = CertificateDirectory.of(dir.resolve("out"));
    var authorities = Map.of("ca", files.certificate("ca"));

    assertThat(out.add("alice", clients.issue(Subject.client("alice"), VALID), authorities))
        .hasSize(3);
    assertThat(out.add("bob", clients.issue(Subject.client("bob"), VALID), authorities)).hasSize(2);
    assertThatThrownBy(
            () ->
                out.add(
                    "eve",
                    clients.issue(Subject.client("eve"), VALID),
                    Map.of("ca", clients.certificate())))
        .hasMessageContaining("another authority's");
    assertThat(out.has("eve")).isFalse();
  }

  @Test
  void files_thatAreNoneOrDoNotFit_areNamed_withWhatToDo() throws IOException {
    var unused = files.createAuthorities("demo", VALID);
    TlsConfig good = TlsConfig.ofClient(file("ca.crt"), file("ca.crt"), file("ca.key"));
    Credentials opened = Credentials.open(good);
    assertThat(opened.keys()).isNotNull();

    refused(
        TlsConfig.ofClient(file("no.crt"), good.cert(), good.key()), "no.crt", "isochrone cert");
    refused(TlsConfig.ofClient(file("ca.key"), good.cert(), good.key()), "holds no certificate");
    refused(TlsConfig.ofClient(good.ca(), good.cert(), good.ca()), "holds no private key");
    refused(
        TlsConfig.ofClient(good.ca(), good.cert(), file("client-ca.key")),
        "client-ca.key",
        "not the key of the certificate");
    Path old = file("old.key");
    Files.writeString(
        old,
        "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n",
        StandardCharsets.US_ASCII);
    refused(TlsConfig.ofClient(good.ca(), good.cert(), old), "openssl pkcs8");
  }

  private static void refused(TlsConfig config, String... parts) {
    assertThatThrownBy(() -> Credentials.open(config))
        .isInstanceOf(TlsFileException.class)
        .message()
        .contains(parts)
        .doesNotContain("MHcC");
  }

  private Path file(String name) {
    return dir.resolve(name);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name)));
  }
}
