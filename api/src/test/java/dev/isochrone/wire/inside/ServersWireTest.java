package dev.isochrone.wire.inside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.CollectAnswer;
import dev.isochrone.api.v1.SetLogLevelRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServersWireTest {
  @Test
  void orders_comeBackAsTheyWere_atEachLevel() throws RefusedException {
    for (LogLevel level : LogLevel.values()) {
      LogOrder order = new LogOrder("eu-west-a", "dev.isochrone.zone", level);
      assertThat(ServersWire.fromProto(ServersWire.toProto(order)).orThrow()).isEqualTo(order);
      LogOrder.Done done =
          new LogOrder.Done("eu-west-a", "dev.isochrone.zone", LogLevel.WARN, level);
      assertThat(ServersWire.fromProto(ServersWire.toProto(done)).orThrow()).isEqualTo(done);
      assertThat(LogLevel.of(level.word())).contains(level);
    }
    assertThat(LogLevel.of("loud")).isEmpty();
  }

  @Test
  void loggerThatIsNotNamed_isAllThatIsOurs_andOneThatCanNotBe_isRefused() throws RefusedException {
    SetLogLevelRequest plain = SetLogLevelRequest.newBuilder().setLevelValue(4).build();

    assertThat(ServersWire.fromProto(plain).orThrow())
        .isEqualTo(new LogOrder("", LogOrder.OURS, LogLevel.DEBUG));
    assertRefused(ServersWire.fromProto(plain.toBuilder().setLogger("a b").build()), "logger");
    assertRefused(
        ServersWire.fromProto(plain.toBuilder().setLogger("x".repeat(201)).build()), "logger");
    assertRefused(ServersWire.fromProto(plain.toBuilder().setLevelValue(0).build()), "level");
    assertRefused(ServersWire.fromProto(plain.toBuilder().setLevelValue(9).build()), "level");
  }

  @Test
  void collectedFiles_comeBackAsTheyWere_andNoneLeavesItsDirectory() throws RefusedException {
    Collected collected =
        new Collected(
            "eu-west-a", List.of(new Collected.TextFile("threads.txt", "\"main\" RUNNABLE\n")));
    CollectAnswer proto = ServersWire.toProto(collected);

    assertThat(ServersWire.fromProto(proto).orThrow()).isEqualTo(collected);
    CollectAnswer escaping =
        proto.toBuilder()
            .setFile(0, proto.getFile(0).toBuilder().setName("../threads.txt"))
            .build();
    assertRefused(ServersWire.fromProto(escaping), "file[0]");
  }

  private static void assertRefused(Outcome<?> outcome, String field) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_REQUEST);
              assertThat(refused.refusal().message()).contains(field);
            });
  }
}
