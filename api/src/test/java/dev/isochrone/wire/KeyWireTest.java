package dev.isochrone.wire;

import static dev.isochrone.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.KeyComponent;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.testing.ForSeeds;
import org.junit.jupiter.api.Test;

class KeyWireTest {
  @ForSeeds
  void form_comesBackAsItWas(long seed) throws RefusedException {
    KeyForm form = new Samples(seed).keyForm();

    assertThat(KeyWire.fromProto(KeyWire.toProto(form)).orThrow()).isEqualTo(form);
  }

  @ForSeeds
  void components_comeBackAsTheyWere(long seed) throws RefusedException {
    Key key = new Samples(seed).key();

    assertThat(KeyWire.fromProto(KeyWire.toComponents(key)).orThrow())
        .isEqualTo(new KeyForm.Typed(key));
  }

  @Test
  void longestKey_isTaken_asComponentsToo() throws RefusedException {
    Key longest = Key.of(new KeyPart.Text("x".repeat(4_096 - 3)));

    assertThat(KeyWire.fromProto(KeyWire.toProto(new KeyForm.Typed(longest))).orThrow())
        .isEqualTo(new KeyForm.Typed(longest));
    assertThat(KeyWire.fromProto(KeyWire.toComponents(longest)).orThrow())
        .isEqualTo(new KeyForm.Typed(longest));
  }

  @Test
  void unfitKey_isRefused_namingWhere() {
    assertRefused(key(builder()), RefusalCode.INVALID_REQUEST, "key");
    assertRefused(
        key(builder().setPacked(ByteString.EMPTY)), RefusalCode.INVALID_REQUEST, "key.packed");
    assertRefused(
        key(builder().setPacked(ByteString.copyFrom(new byte[] {0x05}))),
        RefusalCode.NEWER_FORMAT,
        "key.packed");
    assertRefused(
        key(builder().setPacked(ByteString.copyFrom(new byte[4_097]))),
        RefusalCode.TOO_LARGE,
        "key.packed");
    assertRefused(key(builder().setText("x".repeat(20_000))), RefusalCode.TOO_LARGE, "key.text");
    assertRefused(
        key(builder().setComponents(KeyComponents.getDefaultInstance())),
        RefusalCode.INVALID_REQUEST,
        "key.components");
    assertRefused(
        key(
            builder()
                .setComponents(
                    KeyComponents.newBuilder()
                        .addComponent(KeyComponent.newBuilder().setInt64(1))
                        .addComponent(KeyComponent.newBuilder().setUuid(ByteString.EMPTY)))),
        RefusalCode.INVALID_REQUEST,
        "key.components[1].uuid");
    assertRefused(
        key(
            builder()
                .setComponents(
                    KeyComponents.newBuilder().addComponent(KeyComponent.getDefaultInstance()))),
        RefusalCode.INVALID_REQUEST,
        "key.components[0]");
  }

  private static dev.isochrone.api.v1.Key.Builder builder() {
    return dev.isochrone.api.v1.Key.newBuilder();
  }

  private static Outcome<KeyForm> key(dev.isochrone.api.v1.Key.Builder key) {
    return KeyWire.fromProto(key.build());
  }
}
