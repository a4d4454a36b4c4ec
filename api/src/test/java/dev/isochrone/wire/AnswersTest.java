package dev.isochrone.wire;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.OpenSessionAnswer;
import dev.isochrone.api.v1.PutAnswer;
import dev.isochrone.api.v1.Sibling;
import dev.isochrone.model.Version;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.RequestHeader;
import dev.isochrone.model.request.SessionOpening;
import dev.isochrone.model.request.WriteAnswer;
import dev.isochrone.testing.ForSeeds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** All that is answered about rows. */
class AnswersTest {
  private static final Sibling DELETED =
      Sibling.newBuilder()
          .setVersion(VersionWire.toProto(new Samples(2).version()))
          .setDeleted(true)
          .build();

  @ForSeeds
  void writeAnswer_comesBackAsItWas(long seed) throws RefusedException {
    WriteAnswer answer = new WriteAnswer(new Samples(seed).answerHeader());

    assertThat(AnswerWire.fromProto(AnswerWire.toPut(answer)).orThrow()).isEqualTo(answer);
    assertThat(AnswerWire.fromProto(AnswerWire.toDelete(answer)).orThrow()).isEqualTo(answer);
    WriteAnswer naming = answer.naming(new Samples(seed).key());
    assertThat(AnswerWire.fromProto(AnswerWire.toPut(naming)).orThrow()).isEqualTo(naming);
    assertThat(AnswerWire.fromProto(AnswerWire.toDelete(naming)).orThrow()).isEqualTo(naming);
    assertThat(AnswerWire.fromProto(AnswerWire.toWrite(naming)).orThrow()).isEqualTo(naming);
  }

  @ForSeeds
  void sessionOpening_comesBackAsItWas_andSoDoesItsRequest(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    SessionOpening opening =
        new SessionOpening(
            samples.answerHeader(),
            samples.random().nextLong() | 1,
            samples.version().stamp().at());
    RequestHeader header = samples.header();

    assertThat(AnswerWire.fromProto(AnswerWire.toOpenSession(opening)).orThrow())
        .isEqualTo(opening);
    assertThat(RequestWire.fromProto(RequestWire.toOpenSession(header), () -> "given").orThrow())
        .isEqualTo(header);
  }

  @Test
  void openingWithoutASession_isRefused() {
    assertRefused(
        AnswerWire.fromProto(OpenSessionAnswer.getDefaultInstance()),
        RefusalCode.INVALID_REQUEST,
        "session");
  }

  @ForSeeds
  void readAnswer_comesBackAsItWas_packedOrNot(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    ReadAnswer answer = samples.readAnswer(samples.answerHeader());

    assertThat(AnswerWire.fromProto(AnswerWire.toGet(answer, true)).orThrow()).isEqualTo(answer);
    assertThat(AnswerWire.fromProto(AnswerWire.toGet(answer, false)).orThrow()).isEqualTo(answer);
  }

  @Test
  void versionsTime_isThereForPeople() {
    Samples samples = new Samples(1);
    WriteAnswer answer = new WriteAnswer(samples.answerHeader());
    while (answer.header().version().isEmpty()) {
      answer = new WriteAnswer(samples.answerHeader());
    }

    assertThat(AnswerWire.toPut(answer).getHeader().getVersionHlc())
        .isEqualTo(answer.header().version().get().stamp().at().packed());
  }

  @Test
  void malformedAnswer_namesItsField() {
    assertRefused(
        AnswerWire.fromProto(PutAnswer.getDefaultInstance()),
        RefusalCode.INVALID_REQUEST,
        "header.region");
    GetAnswer answer =
        AnswerWire.toGet(new ReadAnswer(new Samples(1).answerHeader(), Optional.empty()), true);
    assertRefused(
        AnswerWire.fromProto(answer.toBuilder().addSibling(Sibling.getDefaultInstance()).build()),
        RefusalCode.INVALID_REQUEST,
        "sibling[0].version");
    assertRefused(
        AnswerWire.fromProto(answer.toBuilder().addSibling(DELETED).build()),
        RefusalCode.INVALID_REQUEST,
        "sibling");
  }

  @Test
  void siblings_areSaidInTheHeaderToo_andEachIsThereOrDeleted() {
    Samples samples = new Samples(3);
    AnswerHeader header = samples.answerHeader();
    ReadAnswer several =
        new ReadAnswer(
            header,
            Optional.empty(),
            List.of(
                new dev.isochrone.model.request.Sibling(samples.version(), Optional.empty()),
                new dev.isochrone.model.request.Sibling(
                    samples.version(), Optional.of(samples.document()))),
            Optional.of(samples.contextToken()));

    GetAnswer proto = AnswerWire.toGet(several, true);

    assertThat(proto.getHeader().getSiblings()).isTrue();
    assertThat(proto.getFound()).isTrue();
    assertThat(proto.hasDocument()).isFalse();
    assertThat(proto.getSiblingList()).extracting(Sibling::getDeleted).containsExactly(true, false);
    assertThat(
            AnswerWire.toGet(new ReadAnswer(header, Optional.empty()), true)
                .getHeader()
                .getSiblings())
        .isFalse();
  }

  @ForSeeds
  void version_comesBackAsItWas(long seed) throws RefusedException {
    Version version = new Samples(seed).version();

    assertThat(VersionWire.fromProto(VersionWire.toProto(version)).orThrow()).isEqualTo(version);
  }

  @Test
  void versionOfANewerFormat_isRefusedAsSuch() {
    byte[] bytes = VersionWire.toProto(new Samples(1).version()).toByteArray();
    bytes[0] = 2;

    assertRefused(
        VersionWire.fromProto(ByteString.copyFrom(bytes)), RefusalCode.NEWER_FORMAT, "version");
  }
}
