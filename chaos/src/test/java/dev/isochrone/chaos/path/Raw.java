package dev.isochrone.chaos.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.api.v1.Document;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.Key;
import dev.isochrone.api.v1.KeyComponent;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Requests as any gRPC tool sends them, and the refusals that it is given. */
final class Raw {
  private Raw() {}

  /** Code and message of the refusal that a gRPC tool is given. */
  static String refused(ThrowingCallable call) {
    StatusRuntimeException status = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(status).isNotNull();
    Refusal refusal = GrpcRefusals.ofRead(status);
    assertThat(status.getStatus().getDescription()).isEqualTo(refusal.message());
    return refusal.code() + ": " + refusal.message();
  }

  static ManagedChannel channel(NodeEntry node) {
    return ManagedChannelBuilder.forAddress(node.client().host(), node.client().port())
        .usePlaintext()
        .build();
  }

  static PutRequest put(String table, Key key) {
    return putOf(table, key, "name", FieldValue.newBuilder().setString("x").build());
  }

  static PutRequest putOf(String table, Key key, String field, FieldValue value) {
    return PutRequest.newBuilder()
        .setTable(table)
        .setKey(key)
        .setDocument(Document.newBuilder().setFields(Fields.newBuilder().putField(field, value)))
        .build();
  }

  static Key text(String key) {
    return Key.newBuilder().setText(key).build();
  }

  static Key components(String... texts) {
    KeyComponents.Builder components = KeyComponents.newBuilder();
    for (String text : texts) {
      components.addComponent(KeyComponent.newBuilder().setString(text));
    }
    return Key.newBuilder().setComponents(components).build();
  }
}
