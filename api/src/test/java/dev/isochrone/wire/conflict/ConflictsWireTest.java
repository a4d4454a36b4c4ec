package dev.isochrone.wire.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.v1.ListConflictsAnswer;
import dev.isochrone.api.v1.ListConflictsRequest;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.Samples;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConflictsWireTest {
  @ForSeeds
  void questions_comeBackAsTheyWere(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    ConflictsQuestion list =
        new ConflictsQuestion(
            samples.header(),
            samples.tableName(),
            samples.bytes(20),
            samples.random().nextInt(1_000));
    ConflictQuestion show =
        new ConflictQuestion(samples.header(), samples.tableName(), samples.bytes(20));

    assertThat(ConflictsWire.fromProto(ConflictsWire.toProto(list), () -> "given").orThrow())
        .isEqualTo(list);
    assertThat(ConflictsWire.fromProto(ConflictsWire.toProto(show), () -> "given").orThrow())
        .isEqualTo(show);
  }

  @ForSeeds
  void answers_comeBackAsTheyWere(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    Answered header = answered(samples);
    ConflictPage page =
        new ConflictPage(header, List.of(conflict(samples), conflict(samples)), samples.bytes(20));
    ConflictShown shown = new ConflictShown(header, samples.sometimes(() -> conflict(samples)));

    assertThat(ConflictsWire.fromProto(ConflictsWire.toProto(page)).orThrow()).isEqualTo(page);
    assertThat(ConflictsWire.fromProto(ConflictsWire.toProto(shown)).orThrow()).isEqualTo(shown);
  }

  @Test
  void malformedField_isNamed() {
    assertMalformed("header.region", answer -> answer.getHeaderBuilder().clearRegion());
    assertMalformed("conflict[0].key", answer -> answer.getConflictBuilder(0).clearKey());
    assertMalformed(
        "conflict[0].key", answer -> answer.getConflictBuilder(0).getKeyBuilder().setText("FR/1"));
    assertMalformed(
        "conflict[0].loser.version",
        answer -> answer.getConflictBuilder(0).getLoserBuilder().clearVersion());
    assertMalformed(
        "conflict[0].winner.region",
        answer -> answer.getConflictBuilder(0).getWinnerBuilder().setRegion("EU!"));
    assertMalformed("conflict[0].policy", answer -> answer.getConflictBuilder(0).clearPolicy());
    assertMalformed(
        "conflict[0].policy_version", answer -> answer.getConflictBuilder(0).setPolicyVersion(-1));
    Refusal max =
        refusal(
            ConflictsWire.fromProto(
                ListConflictsRequest.newBuilder().setTable("carts").setMax(-1).build(),
                () -> "given"));
    assertThat(max.message()).startsWith("max");
  }

  private static void assertMalformed(String field, Consumer<ListConflictsAnswer.Builder> change) {
    Samples samples = new Samples(1);
    ListConflictsAnswer.Builder answer =
        ConflictsWire.toProto(
            new ConflictPage(answered(samples), List.of(conflict(samples)), Bytes.EMPTY))
            .toBuilder();
    change.accept(answer);
    Refusal refusal = refusal(ConflictsWire.fromProto(answer.build()));
    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_REQUEST);
    assertThat(refusal.message()).startsWith(field);
  }

  private static Refusal refusal(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).refusal();
  }

  private static Answered answered(Samples samples) {
    return new Answered(
        samples.hlc(),
        new AnswerHeader.Served(samples.region(), new NodeId("node-1")),
        "r-" + samples.random().nextInt(100));
  }

  private static Conflict conflict(Samples samples) {
    return new Conflict(
        samples.bytes(30),
        samples.key(),
        writing(samples),
        samples.sometimes(samples::document),
        writing(samples),
        new Conflict.Policy(
            samples.random().nextBoolean() ? ConflictPolicy.LWW : ConflictPolicy.VECTOR,
            samples.random().nextInt(100)),
        samples.random().nextBoolean());
  }

  private static Conflict.Writing writing(Samples samples) {
    return new Conflict.Writing(samples.version(), samples.sometimes(samples::region));
  }
}
