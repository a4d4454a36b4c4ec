package dev.isochrone.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.isochrone.cli.status.Finding.What;
import dev.isochrone.wire.cluster.ReplicaStatus.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One planted case for each finding, and for what is not said because something graver is. */
class DiagnosisTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant A_MINUTE_AGO = Ward.NOW.minus(MINUTE);

  @Test
  void healthyCluster_hasNoFindings_andIsToldSo() {
    assertThat(new Ward().findings()).isEmpty();
    assertThat(StatusCommand.lines(List.of()))
        .anySatisfy(line -> assertThat(line.getKey()).isEqualTo("nothing is wrong"));
    assertThat(json(List.of())).isEmpty();
  }

  @Test
  void silentNode_isFound_withItsGroup_sinceItsLeaderMissesIt() {
    List<Finding> findings =
        new Ward().silent("eu-west-b").missed("eu-west-a", "eu-west-b", MINUTE).findings();

    assertThat(findings).extracting(Finding::what).containsExactly(What.NODE_SILENT, What.DEGRADED);
    assertThat(findings).allSatisfy(f -> assertThat(f.since()).contains(A_MINUTE_AGO));
    assertThat(findings.get(0).where()).isEqualTo("eu-west-b");
    assertThat(findings.get(0).says()).contains("HOME_UNREACHABLE", "nobody listens");
    assertThat(findings.get(0).next()).contains("isochrone node");
    assertThat(findings.get(1).where()).isEqualTo("eu-west/0");
    assertThat(findings.get(1).says()).contains("2 of 3", "eu-west-b", "the next loss stops it");
  }

  @Test
  void memberThatItsLeaderMisses_isFound_thoughItAnswersUs() {
    Finding degraded = only(new Ward().missed("eu-west-a", "eu-west-c", MINUTE));

    assertThat(degraded.what()).isEqualTo(What.DEGRADED);
    assertThat(degraded.says()).contains("eu-west-c");
    assertThat(degraded.since()).contains(A_MINUTE_AGO);
  }

  @Test
  void silentRegion_isOneFinding_sinceItAcknowledgedLast() {
    Finding gone =
        only(new Ward().silent("us-east-a").link(LinkState.WAITING, Optional.of(MINUTE)));

    assertThat(gone.what()).isEqualTo(What.REGION_SILENT);
    assertThat(gone.where()).isEqualTo("us-east");
    assertThat(gone.since()).contains(A_MINUTE_AGO);
  }

  @Test
  void silentController_isFound_sinceItWasHeard() {
    Finding gone = only(new Ward().controllerSilent(MINUTE));

    assertThat(gone.what()).isEqualTo(What.CONTROLLER_SILENT);
    assertThat(gone.where()).isEqualTo("127.10.1.200:7401");
    assertThat(gone.since()).contains(A_MINUTE_AGO);
    assertThat(gone.next()).contains("isochrone controller");
  }

  @Test
  void partitionWithoutLeader_isFound_sinceTheFirstMissedIt() {
    Finding headless =
        only(
            new Ward()
                .leaderless("eu-west-a", Duration.ofSeconds(2))
                .leaderless("eu-west-b", MINUTE));

    assertThat(headless.what()).isEqualTo(What.NO_LEADER);
    assertThat(headless.where()).isEqualTo("eu-west/0");
    assertThat(headless.since()).contains(A_MINUTE_AGO);
    assertThat(headless.next()).contains("isochrone debug collect");
  }

  @Test
  void partitionWithoutLeader_ofNodesThatAreGone_wantsThoseBack() {
    List<Finding> findings =
        new Ward()
            .silent("eu-west-a", "eu-west-b")
            .leaderless("eu-west-c", MINUTE)
            .link(LinkState.STREAMING, Optional.empty())
            .findings();

    assertThat(findings)
        .extracting(Finding::what)
        .containsExactly(What.NODE_SILENT, What.NODE_SILENT, What.NO_LEADER);
    assertThat(findings.get(2).next()).contains("isochrone node");
  }

  @Test
  void replicaThatStandsStill_isFoundOnce_whoeverTells() {
    Finding still =
        only(
            new Ward()
                .standingStill("eu-west-a", "eu-west-b", MINUTE)
                .standingStill("eu-west-b", "eu-west-b", Duration.ofSeconds(20)));

    assertThat(still.what()).isEqualTo(What.STANDING_STILL);
    assertThat(still.says()).contains("on eu-west-b");
    assertThat(still.since()).contains(A_MINUTE_AGO);
    assertThat(still.next()).contains("restart eu-west-b");
  }

  @Test
  void fullDisk_isFound_sinceItRefuses() {
    Finding full = only(new Ward().full("eu-west-c", MINUTE));

    assertThat(full.what()).isEqualTo(What.DISK_FULL);
    assertThat(full.where()).isEqualTo("eu-west-c");
    assertThat(full.since()).contains(A_MINUTE_AGO);
  }

  @Test
  void pausedLink_isFound_andHowToResumeIt() {
    Finding paused = only(new Ward().link(LinkState.PAUSED, Optional.of(MINUTE)));

    assertThat(paused.what()).isEqualTo(What.LINK_PAUSED);
    assertThat(paused.where()).isEqualTo("eu-west/0 -> us-east");
    assertThat(paused.since()).contains(A_MINUTE_AGO);
    assertThat(paused.next()).isEqualTo("isochrone replication resume --from eu-west --to us-east");
  }

  @Test
  void parkedLink_isFound_andWhy() {
    Finding parked = only(new Ward().link(LinkState.PARKED, Optional.of(MINUTE)));

    assertThat(parked.what()).isEqualTo(What.LINK_PARKED);
    assertThat(parked.says()).contains("the test wants it");
    assertThat(parked.next()).isEqualTo("isochrone replication status --from eu-west --to us-east");
  }

  @Test
  void linkWithoutStream_isFound_onceItIsLate_orNobodyKnows() {
    assertThat(new Ward().link(LinkState.WAITING, Optional.of(Duration.ofSeconds(2))).findings())
        .isEmpty();
    assertThat(only(new Ward().link(LinkState.WAITING, Optional.of(MINUTE))).what())
        .isEqualTo(What.LINK_DOWN);
    Finding unheard = only(new Ward().link(LinkState.WAITING, Optional.empty()));
    assertThat(unheard.what()).isEqualTo(What.LINK_DOWN);
    assertThat(unheard.since()).isEmpty();
  }

  @Test
  void lag_isFound_fromTenSecondsOn() {
    assertThat(
            new Ward()
                .link(LinkState.STREAMING, Optional.of(Diagnosis.LAG_HIGH.minusMillis(1)))
                .findings())
        .isEmpty();
    Finding late = only(new Ward().link(LinkState.STREAMING, Optional.of(MINUTE)));

    assertThat(late.what()).isEqualTo(What.LAG_HIGH);
    assertThat(late.says()).contains("60 s", "12 changes");
    assertThat(late.since()).contains(A_MINUTE_AGO);
  }

  @Test
  void loneDomain_isUnwise_andNoTrouble() {
    Finding lone = only(new Ward().loneDomain());

    assertThat(lone.what()).isEqualTo(What.RESIDENCY);
    assertThat(lone.what().isTrouble()).isFalse();
    assertThat(StatusCommand.lines(List.of(lone)).get(1).getKey()).isEqualTo("unwise");
  }

  @Test
  void findings_areListedForPrograms_withWhatWhereSinceAndNext() {
    JsonNode one = json(new Ward().full("eu-west-c", MINUTE).findings()).get(0);

    assertThat(one.path("what").asText()).isEqualTo("disk-full");
    assertThat(one.path("where").asText()).isEqualTo("eu-west-c");
    assertThat(one.path("since").asText()).isEqualTo(A_MINUTE_AGO.toString());
    assertThat(one.path("next").asText()).startsWith("free space");
    assertThat(StatusCommand.lines(new Ward().full("eu-west-c", MINUTE).findings()))
        .anySatisfy(line -> assertThat(line.getValue()).contains("since 2026-11-22T04:59:00Z"));
  }

  private static JsonNode json(List<Finding> findings) {
    return StatusCommand.withFindings(JsonNodeFactory.instance.objectNode(), findings)
        .path("findings");
  }

  private static Finding only(Ward ward) {
    List<Finding> findings = ward.findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }
}
