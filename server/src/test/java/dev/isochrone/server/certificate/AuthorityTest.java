package dev.isochrone.server.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.Region;
import dev.isochrone.server.certificate.Authority.Issued;
import dev.isochrone.server.certificate.Authority.Validity;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is issued, as the JDK's own reader and path validator see it. */
class AuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Validity TEN_YEARS = new Validity(NOW, Duration.ofDays(3_650));
  private static final Validity A_YEAR = new Validity(NOW, Duration.ofDays(365));
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CALLER = "1.3.6.1.5.5.7.3.2";

  private final Authority authority = Authority.create("demo nodes", TEN_YEARS);

  @Test
  void authority_signsItself_andNobodyBelowItSigns() throws Exception {
    X509Certificate own = authority.certificate();

    own.verify(own.getPublicKey());
    assertThat(own.getSubjectX500Principal().getName()).isEqualTo("CN=demo nodes");
    assertThat(own.getBasicConstraints()).isZero();
    assertThat(own.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
    assertThat(own.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
  }

  @Test
  void node_isKnownByItsHostsAndItsRegion_andMayCallAndBeCalled() throws Exception {
    Issued issued =
        authority.issue(
            Subject.node(
                "eu-west-a",
                List.of("n1.eu.example", "10.1.2.3", "fd00::7", "*.eu.example"),
                Optional.of(new Region("eu-west"))),
            A_YEAR);
    X509Certificate node = issued.certificate();

    assertThat(node.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "n1.eu.example"),
            List.of(7, "10.1.2.3"),
            List.of(7, "fd00:0:0:0:0:0:0:7"),
            List.of(2, "*.eu.example"),
            List.of(6, "isochrone://region/eu-west"));
    assertThat(node.getExtendedKeyUsage()).containsExactly(SERVER, CALLER);
    assertThat(node.getBasicConstraints()).isEqualTo(-1);
    assertThat(node.getNotAfter()).isEqualTo(Date.from(A_YEAR.end()));
    assertThat(node.getNotBefore()).isEqualTo(Date.from(NOW.minusSeconds(300)));
    validate(node, authority, NOW);
  }

  @Test
  void client_mayCall_andNotBeCalled() throws Exception {
    X509Certificate client = authority.issue(Subject.client("alice"), A_YEAR).certificate();

    assertThat(client.getExtendedKeyUsage()).containsExactly(CALLER);
    assertThat(client.getSubjectAlternativeNames()).isNull();
    validate(client, authority, NOW);
  }

  @Test
  void certificate_isOfOneAuthority_forItsTime_andNoOther() {
    X509Certificate client = authority.issue(Subject.client("alice"), A_YEAR).certificate();

    assertThatThrownBy(() -> validate(client, Authority.create("demo nodes", TEN_YEARS), NOW))
        .isInstanceOf(CertPathValidatorException.class);
    assertThatThrownBy(() -> validate(client, authority, A_YEAR.end().plusSeconds(1)))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void certificate_doesNotOutliveItsAuthority_norTwoHaveOneNumber() {
    Validity century = new Validity(NOW, Duration.ofDays(36_500));

    X509Certificate one = authority.issue(Subject.client("a"), century).certificate();
    X509Certificate other = authority.issue(Subject.client("a"), century).certificate();

    assertThat(one.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
    assertThat(one.getSerialNumber()).isPositive().isNotEqualTo(other.getSerialNumber());
  }

  @Test
  void time_beyond2049_isWrittenInTheLongForm_andRead() {
    Validity century = new Validity(NOW, Duration.ofDays(36_500));

    assertThat(Authority.create("late", century).certificate().getNotAfter())
        .isEqualTo(Date.from(century.end()));
  }

  @Test
  void text_ofWhatHoldsAKey_doesNotShowIt() {
    Issued issued = authority.issue(Subject.client("alice"), A_YEAR);

    assertThat(issued).hasToString("Issued[CN=alice]");
    assertThat(authority).hasToString("Authority[CN=demo nodes]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a,O=b", "a/b", "../a", "a\nb", "-a"})
  void name_thatCouldMeanMoreThanAName_isRefused(String name) {
    assertThatThrownBy(() -> Subject.client(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1.2.3.4.5", "::::", "http://x", "a_*", "x:7400"})
  void host_thatIsNone_isRefused(String host) {
    assertThatThrownBy(() -> Subject.node("n", List.of(host), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(host);
  }

  private static void validate(X509Certificate certificate, Authority by, Instant at)
      throws Exception {
    PKIXParameters trusted = new PKIXParameters(Set.of(new TrustAnchor(by.certificate(), null)));
    trusted.setRevocationEnabled(false);
    trusted.setDate(Date.from(at));
    var unused =
        CertPathValidator.getInstance("PKIX")
            .validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
                trusted);
  }
}
