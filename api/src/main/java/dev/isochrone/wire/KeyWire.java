package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.KeyComponent;
import dev.isochrone.api.v1.KeyComponents;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.KeyForm;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys on the wire: packed by our client; components or text by people and their tools. Whether a
 * key fits its table is not asked here.
 */
public final class KeyWire {
  /** Percent-encoding writes a byte as three characters. */
  private static final int TEXT_MAX = 3 * KeyTuple.BYTES_MAX;

  /** Protobuf spends at most 16 bytes more on a component than the tuple does. */
  private static final int COMPONENTS_BYTES_MAX =
      KeyTuple.BYTES_MAX + 16 * TableSpec.KEY_COLUMNS_MAX;

  private KeyWire() {}

  /** Packed if typed, else as it was given. */
  public static dev.isochrone.api.v1.Key toProto(KeyForm form) {
    dev.isochrone.api.v1.Key.Builder proto = dev.isochrone.api.v1.Key.newBuilder();
    if (form instanceof KeyForm.Typed typed) {
      return proto.setPacked(PackedBytes.toProto(KeyTuple.encode(typed.key()))).build();
    } else if (form instanceof KeyForm.Text text) {
      return proto.setText(text.text()).build();
    }
    throw new AssertionError(form);
  }

  /** Component by component, for tools that read messages. */
  public static dev.isochrone.api.v1.Key toComponents(Key key) {
    KeyComponents.Builder components = KeyComponents.newBuilder();
    key.parts().forEach(part -> components.addComponent(component(part)));
    return dev.isochrone.api.v1.Key.newBuilder().setComponents(components).build();
  }

  public static Outcome<KeyForm> fromProto(dev.isochrone.api.v1.Key key) {
    return FieldPath.total(() -> read(key, FieldPath.of("key")));
  }

  /** The key that stands at a place of a larger message. */
  public static KeyForm read(dev.isochrone.api.v1.Key key, FieldPath path) throws RefusedException {
    return switch (key.getFormCase()) {
      case PACKED -> new KeyForm.Typed(packed(key.getPacked(), path.field("packed")));
      case COMPONENTS ->
          new KeyForm.Typed(components(key.getComponents(), path.field("components")));
      case TEXT -> text(key.getText(), path.field("text"));
      case FORM_NOT_SET -> throw path.invalid("missing");
    };
  }

  private static Key packed(ByteString bytes, FieldPath path) throws RefusedException {
    requireSize(bytes.size(), KeyTuple.BYTES_MAX, path);
    try {
      return KeyTuple.decode(PackedBytes.fromProto(bytes));
    } catch (FormatException unfit) {
      throw path.refused(unfit);
    }
  }

  private static KeyForm text(String text, FieldPath path) throws RefusedException {
    if (text.length() > TEXT_MAX) {
      throw path.refused(
          RefusalCode.TOO_LARGE,
          text.length() + " characters; at most " + TEXT_MAX + " can be a key");
    }
    return new KeyForm.Text(text);
  }

  static Key components(KeyComponents components, FieldPath path) throws RefusedException {
    requireSize(components.getSerializedSize(), COMPONENTS_BYTES_MAX, path);
    List<KeyPart> parts = new ArrayList<>();
    for (KeyComponent component : components.getComponentList()) {
      parts.add(part(component, path.element(parts.size())));
    }
    return path.value(() -> new Key(parts));
  }

  private static void requireSize(int bytes, int max, FieldPath path) throws RefusedException {
    if (bytes > max) {
      throw path.refused(RefusalCode.TOO_LARGE, bytes + " bytes; at most " + max + " are taken");
    }
  }

  /** One component that stands at a place of a larger message. */
  public static KeyPart part(KeyComponent component, FieldPath path) throws RefusedException {
    return switch (component.getValueCase()) {
      case STRING -> new KeyPart.Text(component.getString());
      case INT64 -> new KeyPart.Int64(component.getInt64());
      case BOOL -> new KeyPart.Bool(component.getBool());
      case BYTES -> new KeyPart.Binary(PackedBytes.fromProto(component.getBytes()));
      case UUID ->
          new KeyPart.Uuid(PackedBytes.uuidFromProto(component.getUuid(), path.field("uuid")));
      case TIMESTAMP_MICROS -> new KeyPart.Timestamp(component.getTimestampMicros());
      case VALUE_NOT_SET -> throw path.invalid("missing, or of a type that this release lacks");
    };
  }

  /** One component, for messages that have bounds. */
  public static KeyComponent component(KeyPart part) {
    KeyComponent.Builder component = KeyComponent.newBuilder();
    if (part instanceof KeyPart.Text text) {
      component.setString(text.value());
    } else if (part instanceof KeyPart.Int64 number) {
      component.setInt64(number.value());
    } else if (part instanceof KeyPart.Bool bool) {
      component.setBool(bool.value());
    } else if (part instanceof KeyPart.Binary binary) {
      component.setBytes(PackedBytes.toProto(binary.value()));
    } else if (part instanceof KeyPart.Uuid uuid) {
      component.setUuid(PackedBytes.uuidToProto(uuid.value()));
    } else if (part instanceof KeyPart.Timestamp timestamp) {
      component.setTimestampMicros(timestamp.micros());
    } else {
      throw new AssertionError(part);
    }
    return component.build();
  }
}
