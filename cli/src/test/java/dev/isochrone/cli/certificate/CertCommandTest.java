package dev.isochrone.cli.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.cli.Main;
import dev.isochrone.server.config.ConfigException;
import dev.isochrone.server.config.TlsPart;
import dev.isochrone.server.config.YamlFile;
import dev.isochrone.wire.tls.Credentials;
import dev.isochrone.wire.tls.Pem;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertCommandTest {
  private final Path dir;
  private final String ca;
  private String said = "";

  CertCommandTest(@TempDir Path dir) {
    this.dir = dir;
    this.ca = dir.resolve("ca").toString();
  }

  @Test
  void node_isToldWhatToPaste_andThatIsTaken() throws Exception {
    assertThat(run("ca", "--out", ca, "--name", "shop")).isZero();
    assertThat(
            run(
                "node",
                "--ca",
                ca,
                "--name",
                "n1",
                "--host",
                "n1.example",
                "--host",
                "10.0.0.1",
                "--region",
                "eu-west",
                "--out",
                out("n1")))
        .isZero();

    Path config = dir.resolve("node.yaml");
    Files.writeString(config, said.substring(said.indexOf("tls:") + "tls:".length()).indent(-2));
    Optional<TlsConfig> tls =
        TlsPart.of(config, YamlFile.read(config, TlsPart.class), List.of("n1.example"));
    Credentials opened = Credentials.open(tls.orElseThrow());
    assertThat(opened.servers().getAcceptedIssuers()).hasSize(1);
    X509Certificate node = Pem.certificates(dir.resolve("n1/n1.crt")).get(0);
    assertThat(node.getSubjectAlternativeNames())
        .contains(List.of(6, "isochrone://region/eu-west"), List.of(7, "10.0.0.1"));
    assertThat(mode("n1/n1.key")).isEqualTo("rw-------");
    assertThat(dir.resolve("n1/ca.key")).doesNotExist();
  }

  @Test
  void client_isToldItsVariables_andNoKeyIsShown() throws Exception {
    assertThat(run("ca", "--out", ca)).isZero();
    assertThat(run("client", "--ca", ca, "--name", "alice", "--out", out("alice"))).isZero();

    assertThat(said)
        .contains("ISOCHRONE_TLS_KEY=" + dir.resolve("alice/alice.key"))
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(Files.readAllLines(dir.resolve("alice/alice.key")).get(1));
  }

  @Test
  void files_thatAreThere_areNotOverwritten() throws Exception {
    assertThat(run("ca", "--out", ca)).isZero();
    String before = Files.readString(Path.of(ca, "ca.crt"));

    assertThat(run("ca", "--out", ca)).isEqualTo(2);

    assertThat(said).contains("there already");
    assertThat(Path.of(ca, "ca.crt")).hasContent(before);
  }

  @Test
  void input_thatCanNotBeUsed_isNamed_withExitCode2() {
    refused("no such file", "node", "--ca", ca, "--name", "n", "--host", "h", "--out", out("n"));
    assertThat(run("ca", "--out", ca)).isZero();
    refused("--days 0", "ca", "--out", out("ca2"), "--days", "0");
    refused(
        "no host's name", "node", "--ca", ca, "--name", "n", "--host", "a b", "--out", out("n"));
    refused("--host", "node", "--ca", ca, "--name", "n", "--out", out("n"));
    refused(
        "not a region's name",
        "node",
        "--ca",
        ca,
        "--name",
        "n",
        "--host",
        "h",
        "--region",
        "E U",
        "--out",
        out("n"));
    refused(
        "can't be a certificate's name", "client", "--ca", ca, "--name", "../x", "--out", out("n"));
    refused("take another name", "client", "--ca", ca, "--name", "ca", "--out", out("n"));
    assertThat(dir.resolve("n")).doesNotExist();
  }

  @Test
  void options_ofTls_areGivenTogether_orNotAtAll() {
    assertThat(cli("get", "cities", "FR/1", "--tls-ca", "ca.crt")).isEqualTo(2);
    assertThat(said).contains("missing: --tls-cert, --tls-key");

    assertThat(
            cli("get", "cities", "FR/1", "--tls-ca", "no.crt", "--tls-cert", "x", "--tls-key", "y"))
        .isEqualTo(2);
    assertThat(said).contains("TLS: x: there is no such file");
  }

  @Test
  void server_beyondLoopback_withoutTls_isRefused_sayingHow() {
    Path file = dir.resolve("node.yaml");

    assertThatThrownBy(() -> TlsPart.of(file, null, List.of("127.0.0.1", "0.0.0.0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml")
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("isochrone cert");
  }

  private void refused(String reason, String... args) {
    assertThat(run(args)).as(said).isEqualTo(2);
    assertThat(said).contains(reason).doesNotContain("\tat ");
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "cert";
    System.arraycopy(args, 0, all, 1, args.length);
    return cli(all);
  }

  private int cli(String... args) {
    StringWriter printed = new StringWriter();
    PrintWriter to = new PrintWriter(printed, true);
    int exitCode = Main.run(to, to, args);
    said = printed.toString();
    return exitCode;
  }

  private String out(String name) {
    return dir.resolve(name).toString();
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(file)));
  }
}
