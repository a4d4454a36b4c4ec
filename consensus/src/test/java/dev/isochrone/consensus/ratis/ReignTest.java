package dev.isochrone.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReignTest {
  private final Reign reign = new Reign();

  @Test
  void reign_servesBetweenTheTellingAndTheLoss() {
    reign.elected(3);
    assertThat(reign.serves()).isFalse();

    assertThat(reign.announce(3)).isTrue();
    assertThat(reign.serves()).isFalse();
    assertThat(reign.serve(3)).isTrue();
    assertThat(reign.serves()).isTrue();

    reign.lost();
    assertThat(reign.serves()).isFalse();
    assertThat(reign.retract()).isEqualTo(3);
    assertThat(reign.retract()).isZero();
  }

  @Test
  void reignLostBeforeItWasAnnounced_isNeverTold() {
    reign.elected(3);
    reign.lost();

    assertThat(reign.announce(3)).isFalse();
    assertThat(reign.serve(3)).isFalse();
    assertThat(reign.retract()).isZero();
  }

  @Test
  void reignLostWhileTheStateWasBeingTold_doesNotServe_andIsRetracted() {
    reign.elected(3);
    assertThat(reign.announce(3)).isTrue();
    reign.lost();

    assertThat(reign.serve(3)).isFalse();
    assertThat(reign.retract()).isEqualTo(3);
  }

  @Test
  void lossOfAnEarlierReign_toldLate_doesNotTouchTheNext() {
    reign.elected(3);
    assertThat(reign.announce(3)).isTrue();
    assertThat(reign.serve(3)).isTrue();
    reign.lost();
    reign.elected(5);

    assertThat(reign.retract()).isEqualTo(3);
    assertThat(reign.announce(5)).isTrue();
    assertThat(reign.serve(5)).isTrue();
    assertThat(reign.retract()).isZero();
    assertThat(reign.serves()).isTrue();
  }
}
