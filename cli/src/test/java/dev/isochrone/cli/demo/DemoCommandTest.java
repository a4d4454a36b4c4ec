package dev.isochrone.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.cli.Command;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
  @Test
  void demo_withoutTheCityOfItsTour_isRefusedBeforeItStarts() {
    Command run = Command.run("demo", "--exit", "--population", "20000000");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--population 20000000 leaves out Lyon").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }
}
