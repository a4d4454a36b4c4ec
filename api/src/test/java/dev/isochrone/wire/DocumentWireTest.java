package dev.isochrone.wire;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.FieldValues;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.UnknownValue;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.testing.ForSeeds;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentWireTest {
  @ForSeeds
  void packed_comesBackAsItWas(long seed) throws RefusedException {
    Document document = new Samples(seed).document();

    assertThat(DocumentWire.fromProto(DocumentWire.toPacked(document).orThrow()).orThrow())
        .isEqualTo(document);
  }

  @ForSeeds
  void fields_comeBackAsTheyWere(long seed) throws RefusedException {
    Document document = new Samples(seed).document();

    assertThat(DocumentWire.fromProto(DocumentWire.toFields(document)).orThrow())
        .isEqualTo(document);
  }

  @Test
  void missingForm_isRefused() {
    assertRefused(
        DocumentWire.fromProto(dev.isochrone.api.v1.Document.getDefaultInstance()),
        RefusalCode.INVALID_REQUEST,
        "document");
  }

  @Test
  void packedBytes_thatAreNoDocument_areRefused() {
    assertRefused(packed(1, 9), RefusalCode.INVALID_REQUEST, "document.packed");
    assertRefused(packed(), RefusalCode.INVALID_REQUEST, "document.packed");
  }

  @Test
  void packedBytes_ofANewerFormat_areRefusedAsSuch() {
    assertRefused(packed(2, 0), RefusalCode.NEWER_FORMAT, "document.packed");
  }

  @Test
  void documentBeyondTheLimit_isTooLarge_inEitherForm() {
    Document large =
        Document.of(Map.of("x", new Value.Binary(Bytes.wrap(new byte[DocumentCodec.BYTES_MAX]))));

    assertRefused(DocumentWire.toPacked(large), RefusalCode.TOO_LARGE, "document");
    assertRefused(
        DocumentWire.fromProto(DocumentWire.toFields(large)),
        RefusalCode.TOO_LARGE,
        "document.fields");
    assertRefused(
        DocumentWire.fromProto(
            dev.isochrone.api.v1.Document.newBuilder()
                .setPacked(ByteString.copyFrom(new byte[DocumentCodec.BYTES_MAX + 1]))
                .build()),
        RefusalCode.TOO_LARGE,
        "document.packed");
  }

  @Test
  void unfitField_isNamed() {
    FieldValue shortUuid = FieldValue.newBuilder().setUuid(ByteString.copyFromUtf8("x")).build();
    FieldValue list =
        FieldValue.newBuilder()
            .setList(
                FieldValues.newBuilder()
                    .addValue(FieldValue.newBuilder().setInt64(1))
                    .addValue(shortUuid))
            .build();

    assertRefused(field(list), RefusalCode.INVALID_REQUEST, "document.fields[x].list[1].uuid");
    assertRefused(
        field(FieldValue.newBuilder().setDecimal("twelve").build()),
        RefusalCode.INVALID_REQUEST,
        "document.fields[x].decimal");
    assertRefused(
        field(FieldValue.newBuilder().setDecimal("1E+6145").build()),
        RefusalCode.INVALID_REQUEST,
        "document.fields[x].decimal");
    assertRefused(
        field(FieldValue.newBuilder().setNull(false).build()),
        RefusalCode.INVALID_REQUEST,
        "document.fields[x]");
    assertRefused(
        field(FieldValue.getDefaultInstance()), RefusalCode.INVALID_REQUEST, "document.fields[x]");
    assertRefused(
        field(FieldValue.newBuilder().setUnknown(UnknownValue.newBuilder().setTag(2)).build()),
        RefusalCode.INVALID_REQUEST,
        "document.fields[x].unknown");
  }

  @Test
  void nameOfNoBytes_isRefused() {
    assertRefused(
        DocumentWire.fromProto(
            dev.isochrone.api.v1.Document.newBuilder()
                .setFields(
                    Fields.newBuilder().putField("", FieldValue.newBuilder().setNull(true).build()))
                .build()),
        RefusalCode.INVALID_REQUEST,
        "document.fields");
  }

  @Test
  void nesting_isTakenUpToTheLimit_andRefusedBeyond() throws RefusedException {
    assertThat(field(nested(DocumentCodec.DEPTH_MAX)).orThrow().fields()).hasSize(1);
    assertThat(field(nested(DocumentCodec.DEPTH_MAX + 1))).isInstanceOf(Outcome.Refused.class);
  }

  private static FieldValue nested(int depth) {
    FieldValue value = FieldValue.newBuilder().setInt64(1).build();
    for (int i = 0; i < depth; i++) {
      value = FieldValue.newBuilder().setList(FieldValues.newBuilder().addValue(value)).build();
    }
    return value;
  }

  private static Outcome<Document> field(FieldValue value) {
    return DocumentWire.fromProto(
        dev.isochrone.api.v1.Document.newBuilder()
            .setFields(Fields.newBuilder().putField("x", value))
            .build());
  }

  private static Outcome<Document> packed(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    return DocumentWire.fromProto(
        dev.isochrone.api.v1.Document.newBuilder().setPacked(ByteString.copyFrom(raw)).build());
  }
}
