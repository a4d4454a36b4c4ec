package dev.isochrone.model.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalCodeTest {
  private static final Region EU_WEST = new Region("eu-west");

  @Test
  void messageThatRepeatsWhatTheCallerSent_isCut_andNeverThroughACharacter() {
    String globes = "\ud83c\udf0d".repeat(5_000);

    String cut = Refusal.of(RefusalCode.NO_HOME, globes).message();
    String shifted = Refusal.of(RefusalCode.NO_HOME, "x" + globes).message();

    assertThat(cut).hasSizeBetween(400, Refusal.MESSAGE_CHARACTERS_MAX).endsWith("\udf0d...");
    assertThat(shifted).hasSizeBetween(400, Refusal.MESSAGE_CHARACTERS_MAX).endsWith("\udf0d...");
    assertThat(Refusal.of(RefusalCode.NO_HOME, "short").message()).isEqualTo("short");
  }

  @Test
  void numbers_areUnique() {
    assertThat(RefusalCode.values()).extracting(RefusalCode::number).doesNotHaveDuplicates();
    assertThat(RefusalKind.values()).extracting(RefusalKind::number).containsExactly(1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @EnumSource
  void eachCode_liesInTheHundredOfItsKind_andIsFoundByItsNumber(RefusalCode code) {
    assertThat(code.number() / 100).isEqualTo(code.kind().number());
    assertThat(RefusalCode.numbered(code.number())).contains(code);
  }

  @ParameterizedTest
  @EnumSource
  void eachCode_hasAMeaningAndANextStep_inWholeSentences(RefusalCode code) {
    assertThat(code.meaning()).matches("[A-Z].*\\.").doesNotContain("|", "\n");
    assertThat(code.nextStep()).matches("[A-Z].*\\.").doesNotContain("|", "\n");
  }

  @Test
  void aNumberOfANewerRelease_isNoCode() {
    assertThat(RefusalCode.numbered(199)).isEmpty();
    assertThat(RefusalCode.numbered(0)).isEmpty();
  }

  @Test
  void notLeader_withALeader_saysWhere_andWithoutOne_saysWhen() {
    Endpoint leader = new Endpoint(new NodeId("n1"), "localhost", 7400);

    Refusal elsewhere = Refusal.notLeader(EU_WEST, Optional.of(leader));
    Refusal later = Refusal.notLeader(EU_WEST, Optional.empty());

    assertThat(elsewhere.code()).isEqualTo(RefusalCode.NOT_LEADER);
    assertThat(elsewhere.endpoint()).contains(leader);
    assertThat(elsewhere.region()).contains(EU_WEST);
    assertThat(later.code()).isEqualTo(RefusalCode.NO_LEADER);
    assertThat(later.kind()).isEqualTo(RefusalKind.LATER);
    assertThat(later.retryAfter()).isPositive();
  }

  @Test
  void notHome_namesTheHomeAndItsEpoch() {
    Refusal refusal = Refusal.notHome(EU_WEST, 3);

    assertThat(refusal.kind()).isEqualTo(RefusalKind.ELSEWHERE);
    assertThat(refusal.region()).contains(EU_WEST);
    assertThat(refusal.homeEpoch()).isEqualTo(3);
  }

  @Test
  void refusals_withATimeThatCantBe_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> later(Duration.ofMillis(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> later(Refusal.RETRY_AFTER_MAX.plusMillis(1)));
    assertThat(later(Refusal.RETRY_AFTER_MAX).retryAfter()).isEqualTo(Refusal.RETRY_AFTER_MAX);
    assertThatIllegalArgumentException().isThrownBy(() -> Refusal.notHome(EU_WEST, -1));
  }

  private static Refusal later(Duration retryAfter) {
    return Refusal.later(RefusalCode.OVERLOADED, "queues are full", retryAfter);
  }
}
