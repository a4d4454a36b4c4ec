package dev.isochrone.wire;

import com.google.protobuf.ByteString;
import dev.isochrone.api.v1.FieldValue;
import dev.isochrone.api.v1.FieldValues;
import dev.isochrone.api.v1.Fields;
import dev.isochrone.api.v1.UnknownValue;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Documents on the wire: packed by our client and servers, typed fields by any other gRPC tool. A
 * document that was read is one that {@link DocumentCodec} writes, within its limits.
 */
public final class DocumentWire {
  /** Longer than any decimal that fits a document, zeros written out. */
  private static final int DECIMAL_CHARS_MAX = 6_400;

  private DocumentWire() {}

  /**
   * The document in its binary form; {@code TOO_LARGE} or {@code INVALID_DOCUMENT} if it has none.
   */
  public static Outcome<dev.isochrone.api.v1.Document> toPacked(Document document) {
    try {
      Bytes bytes = DocumentCodec.encode(document);
      return bytes.length() > DocumentCodec.BYTES_MAX
          ? Outcome.refused(tooLarge(FieldPath.of("document"), bytes.length()).refusal())
          : Outcome.done(
              dev.isochrone.api.v1.Document.newBuilder()
                  .setPacked(PackedBytes.toProto(bytes))
                  .build());
    } catch (FormatException unfit) {
      return Outcome.refused(
          Refusal.of(RefusalCode.INVALID_DOCUMENT, String.valueOf(unfit.getMessage())));
    }
  }

  /** The document as typed fields. */
  public static dev.isochrone.api.v1.Document toFields(Document document) {
    return dev.isochrone.api.v1.Document.newBuilder().setFields(fields(document.fields())).build();
  }

  public static Outcome<Document> fromProto(dev.isochrone.api.v1.Document document) {
    return FieldPath.total(() -> read(document, FieldPath.of("document")));
  }

  public static Document read(dev.isochrone.api.v1.Document document, FieldPath path)
      throws RefusedException {
    return switch (document.getFormCase()) {
      case PACKED -> packed(document.getPacked(), path.field("packed"));
      case FIELDS -> withinLimits(document.getFields(), path.field("fields"));
      case FORM_NOT_SET -> throw path.invalid("missing");
    };
  }

  static Document packed(ByteString bytes, FieldPath path) throws RefusedException {
    if (bytes.size() > DocumentCodec.BYTES_MAX) {
      throw tooLarge(path, bytes.size());
    }
    try {
      return DocumentCodec.decode(PackedBytes.fromProto(bytes));
    } catch (FormatException unfit) {
      throw path.refused(unfit);
    }
  }

  /** The codec knows the limits; this way is for people's tools, so encoding once more is cheap. */
  private static Document withinLimits(Fields fields, FieldPath path) throws RefusedException {
    Document document = new Document(fields(fields, path, 0));
    try {
      int length = DocumentCodec.encode(document).length();
      if (length > DocumentCodec.BYTES_MAX) {
        throw tooLarge(path, length);
      }
      return document;
    } catch (FormatException unfit) {
      throw path.refused(unfit);
    }
  }

  private static RefusedException tooLarge(FieldPath path, int bytes) {
    return path.refused(
        RefusalCode.TOO_LARGE, bytes + " bytes; at most " + DocumentCodec.BYTES_MAX + " are taken");
  }

  private static SortedMap<String, Value> fields(Fields fields, FieldPath path, int depth)
      throws RefusedException {
    SortedMap<String, Value> values = new TreeMap<>(Document.NAME_ORDER);
    for (Map.Entry<String, FieldValue> field : fields.getFieldMap().entrySet()) {
      values.put(field.getKey(), value(field.getValue(), path.entry(field.getKey()), depth));
    }
    return values;
  }

  private static Value value(FieldValue value, FieldPath path, int depth) throws RefusedException {
    return switch (value.getValueCase()) {
      case NULL -> nothing(value.getNull(), path);
      case BOOL -> new Value.Bool(value.getBool());
      case INT64 -> new Value.Int64(value.getInt64());
      case DOUBLE -> new Value.Float64(value.getDouble());
      case DECIMAL -> decimal(value.getDecimal(), path.field("decimal"));
      case STRING -> new Value.Text(value.getString());
      case BYTES -> new Value.Binary(PackedBytes.fromProto(value.getBytes()));
      case UUID -> new Value.Uuid(PackedBytes.uuidFromProto(value.getUuid(), path.field("uuid")));
      case TIMESTAMP_MICROS -> new Value.Timestamp(value.getTimestampMicros());
      case LIST -> list(value.getList(), path.field("list"), depth);
      case MAP -> mapping(value.getMap(), path.field("map"), depth);
      case UNKNOWN -> unknown(value.getUnknown(), path.field("unknown"));
      case VALUE_NOT_SET -> throw path.invalid("missing, or of a type that this release lacks");
    };
  }

  private static Value nothing(boolean isNull, FieldPath path) throws RefusedException {
    path.require(isNull, "null must be true, or absent");
    return Value.Null.NULL;
  }

  private static Value decimal(String text, FieldPath path) throws RefusedException {
    path.require(text.length() <= DECIMAL_CHARS_MAX, text.length() + " characters");
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException unfit) {
      throw path.invalid("not a decimal number");
    }
    return path.value(() -> new Value.Decimal(number));
  }

  private static Value list(FieldValues list, FieldPath path, int depth) throws RefusedException {
    requireDepth(path, depth);
    List<Value> values = new ArrayList<>(list.getValueCount());
    for (FieldValue element : list.getValueList()) {
      values.add(value(element, path.element(values.size()), depth + 1));
    }
    return new Value.Listing(values);
  }

  private static Value mapping(Fields map, FieldPath path, int depth) throws RefusedException {
    requireDepth(path, depth);
    return new Value.Mapping(fields(map, path, depth + 1));
  }

  private static Value unknown(UnknownValue value, FieldPath path) throws RefusedException {
    return path.value(
        () -> new Value.Unknown(value.getTag(), PackedBytes.fromProto(value.getValue())));
  }

  private static void requireDepth(FieldPath path, int depth) throws RefusedException {
    path.require(
        depth < DocumentCodec.DEPTH_MAX,
        "values nest more than " + DocumentCodec.DEPTH_MAX + " deep");
  }

  private static Fields fields(SortedMap<String, Value> values) {
    Fields.Builder fields = Fields.newBuilder();
    values.forEach((name, value) -> fields.putField(name, value(value)));
    return fields.build();
  }

  private static FieldValue value(Value value) {
    FieldValue.Builder proto = FieldValue.newBuilder();
    if (value == Value.Null.NULL) {
      proto.setNull(true);
    } else if (value instanceof Value.Bool bool) {
      proto.setBool(bool.value());
    } else if (value instanceof Value.Int64 number) {
      proto.setInt64(number.value());
    } else if (value instanceof Value.Float64 number) {
      proto.setDouble(number.value());
    } else if (value instanceof Value.Decimal decimal) {
      proto.setDecimal(decimal.value().toString()); // Keeps the scale, unlike toPlainString.
    } else if (value instanceof Value.Text text) {
      proto.setString(text.value());
    } else if (value instanceof Value.Binary binary) {
      proto.setBytes(PackedBytes.toProto(binary.value()));
    } else if (value instanceof Value.Uuid uuid) {
      proto.setUuid(PackedBytes.uuidToProto(uuid.value()));
    } else if (value instanceof Value.Timestamp timestamp) {
      proto.setTimestampMicros(timestamp.micros());
    } else if (value instanceof Value.Listing list) {
      FieldValues.Builder values = FieldValues.newBuilder();
      list.values().forEach(element -> values.addValue(value(element)));
      proto.setList(values);
    } else if (value instanceof Value.Mapping map) {
      proto.setMap(fields(map.fields()));
    } else if (value instanceof Value.Unknown unknown) {
      proto.setUnknown(
          UnknownValue.newBuilder()
              .setTag(unknown.tag())
              .setValue(PackedBytes.toProto(unknown.content())));
    } else {
      throw new AssertionError(value);
    }
    return proto.build();
  }
}
