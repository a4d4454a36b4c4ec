package dev.isochrone.model.document;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The bytes of documents: docs/formats.md, section 7. */
public final class DocumentCodec {
  /** The longest encoded document. */
  public static final int BYTES_MAX = 1 << 20;

  /** How deep lists and maps may lie in each other. */
  public static final int DEPTH_MAX = 32;

  private static final int FORMAT = 1;
  private static final int NAME_BYTES_MAX = 255;
  private static final long NAN = 0x7FF8000000000000L;

  private DocumentCodec() {}

  /**
   * The document's bytes; equal documents have equal bytes. Their number is for the caller to check
   * against {@link #BYTES_MAX}.
   *
   * @throws FormatException MALFORMED: a name is not 1 to 255 bytes long, or values nest too deeply
   */
  public static Bytes encode(Document document) throws FormatException {
    Bytes known = document.knownBytes();
    if (known == null) {
      ByteWriter out = new ByteWriter(256).u8(FORMAT);
      fields(out, document.fields(), 0);
      known = out.toBytes();
      document.knowBytes(known);
    }
    return known;
  }

  /** Reads a whole document. */
  public static Document decode(Bytes bytes) throws FormatException {
    if (bytes.length() > BYTES_MAX) {
      throw FormatException.malformed("document of " + bytes.length() + " bytes");
    }
    return new Document(read(bytes), bytes);
  }

  /**
   * A document from the bytes of a record whose checksum holds: they were checked before they were
   * written, and are not checked again until somebody looks inside.
   */
  public static Document stored(Bytes bytes) throws FormatException {
    new ByteReader(bytes).format(FORMAT, "document");
    return new Document(null, bytes);
  }

  static SortedMap<String, Value> fieldsOf(Bytes checked) {
    try {
      return read(checked);
    } catch (FormatException impossible) {
      throw new IllegalStateException("a checked document can't be read", impossible);
    }
  }

  private static SortedMap<String, Value> read(Bytes bytes) throws FormatException {
    ByteReader in = new ByteReader(bytes);
    in.format(FORMAT, "document");
    return Collections.unmodifiableSortedMap(fields(in, 0));
  }

  private static void fields(ByteWriter out, SortedMap<String, Value> fields, int depth)
      throws FormatException {
    out.varint(fields.size());
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      byte[] name = Utf8.encode(field.getKey());
      requireName(name.length);
      out.varint(name.length).raw(name, 0, name.length);
      value(out, field.getValue(), depth);
    }
  }

  private static void value(ByteWriter out, Value value, int depth) throws FormatException {
    ByteWriter content = new ByteWriter();
    content(content, value, depth);
    out.u8(value.tag()).bytes(content);
  }

  private static void content(ByteWriter out, Value value, int depth) throws FormatException {
    if (value instanceof Value.Bool bool) {
      out.u8(bool.value() ? 1 : 0);
    } else if (value instanceof Value.Int64 number) {
      out.u64(number.value());
    } else if (value instanceof Value.Float64 number) {
      out.u64(Double.doubleToLongBits(number.value())); // One NaN for all.
    } else if (value instanceof Value.Decimal decimal) {
      byte[] unscaled = decimal.value().unscaledValue().toByteArray();
      out.u32(decimal.value().scale()).raw(unscaled, 0, unscaled.length);
    } else if (value instanceof Value.Text text) {
      byte[] utf8 = Utf8.encode(text.value());
      out.raw(utf8, 0, utf8.length);
    } else if (value instanceof Value.Binary binary) {
      out.raw(binary.value());
    } else if (value instanceof Value.Uuid uuid) {
      out.u64(uuid.value().getMostSignificantBits()).u64(uuid.value().getLeastSignificantBits());
    } else if (value instanceof Value.Timestamp timestamp) {
      out.u64(timestamp.micros());
    } else if (value instanceof Value.Listing list) {
      requireDepth(depth);
      out.varint(list.values().size());
      for (Value element : list.values()) {
        value(out, element, depth + 1);
      }
    } else if (value instanceof Value.Mapping map) {
      requireDepth(depth);
      fields(out, map.fields(), depth + 1);
    } else if (value instanceof Value.Unknown unknown) {
      out.raw(unknown.content());
    } else if (value != Value.Null.NULL) {
      throw new AssertionError("tag " + value.tag());
    }
  }

  private static SortedMap<String, Value> fields(ByteReader in, int depth) throws FormatException {
    int n = in.count(1 + 1 + 1 + 1); // A name's length, a letter, a tag, a length.
    SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
    for (int i = 0; i < n; i++) {
      int nameBytes = in.count(1);
      requireName(nameBytes);
      String name = in.text(nameBytes);
      if (!fields.isEmpty() && Document.NAME_ORDER.compare(fields.lastKey(), name) >= 0) {
        throw FormatException.malformed("field names not ascending");
      }
      fields.put(name, value(in, depth));
    }
    in.end("fields");
    return fields;
  }

  private static Value value(ByteReader in, int depth) throws FormatException {
    int tag = in.u8();
    ByteReader content = in.part(in.count(1));
    ValueType type = ValueType.tagged(tag).orElse(null);
    if (type == null) {
      return new Value.Unknown(tag, content.rest());
    }
    Value value =
        switch (type) {
          case NULL -> Value.Null.NULL;
          case BOOL -> bool(content);
          case INT64 -> new Value.Int64(content.u64());
          case DOUBLE -> float64(content);
          case DECIMAL -> decimal(content);
          case STRING -> new Value.Text(content.restAsString());
          case BYTES -> new Value.Binary(content.rest());
          case UUID -> new Value.Uuid(new UUID(content.u64(), content.u64()));
          case TIMESTAMP -> new Value.Timestamp(content.u64());
          case LIST -> list(content, depth);
          case MAP -> mapping(content, depth);
        };
    content.end("value of type " + type);
    return value;
  }

  private static Value bool(ByteReader in) throws FormatException {
    int value = in.u8();
    if (value > 1) {
      throw FormatException.malformed("bool beyond 1");
    }
    return new Value.Bool(value == 1);
  }

  private static Value float64(ByteReader in) throws FormatException {
    long bits = in.u64();
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value) && bits != NAN) {
      throw FormatException.malformed("a NaN of its own");
    }
    return new Value.Float64(value);
  }

  private static Value decimal(ByteReader in) throws FormatException {
    int scale = in.u32();
    if (in.remaining() < 1 || in.remaining() > Value.Decimal.UNSCALED_BYTES_MAX) {
      throw FormatException.malformed("decimal of " + in.remaining() + " bytes");
    }
    byte[] unscaled = in.rest().shared();
    BigInteger value = new BigInteger(unscaled);
    if (value.toByteArray().length != unscaled.length) {
      throw FormatException.malformed("decimal not in its shortest form");
    }
    try {
      return new Value.Decimal(new BigDecimal(value, scale));
    } catch (IllegalArgumentException beyond) {
      throw FormatException.malformed("decimal's scale out of range");
    }
  }

  private static Value list(ByteReader in, int depth) throws FormatException {
    requireDepth(depth);
    int n = in.count(1 + 1);
    List<Value> values = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      values.add(value(in, depth + 1));
    }
    return new Value.Listing(values);
  }

  private static Value mapping(ByteReader in, int depth) throws FormatException {
    requireDepth(depth);
    return new Value.Mapping(fields(in, depth + 1));
  }

  private static void requireDepth(int depth) throws FormatException {
    if (depth >= DEPTH_MAX) {
      throw FormatException.malformed("values nest more than " + DEPTH_MAX + " deep");
    }
  }

  private static void requireName(int bytes) throws FormatException {
    if (bytes < 1 || bytes > NAME_BYTES_MAX) {
      throw FormatException.malformed(
          "a field's name of " + bytes + " bytes, not 1 to " + NAME_BYTES_MAX);
    }
  }
}
