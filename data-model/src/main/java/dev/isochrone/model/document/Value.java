package dev.isochrone.model.document;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.Utf8;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One typed value of a document. Its text form shows a user's data: it is for tests and for the
 * caller, never for a log.
 */
public sealed interface Value {
  /** The tag of docs/formats.md, section 7. */
  int tag();

  /** Present, and nothing. */
  enum Null implements Value {
    NULL;

    @Override
    public int tag() {
      return ValueType.NULL.tag();
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Value {
    @Override
    public int tag() {
      return ValueType.BOOL.tag();
    }
  }

  /** A whole number. */
  record Int64(long value) implements Value {
    @Override
    public int tag() {
      return ValueType.INT64.tag();
    }
  }

  /** Every NaN is the same NaN; 0.0 and -0.0 differ, as their bytes do. */
  record Float64(double value) implements Value {
    @Override
    public int tag() {
      return ValueType.DOUBLE.tag();
    }
  }

  /**
   * Exact; 1.0 and 1.00 differ, as their bytes do. The scale is -6144 to 6144, the unscaled value
   * has at most 64 bytes.
   */
  record Decimal(BigDecimal value) implements Value {
    static final int SCALE_MAX = 6144;
    static final int UNSCALED_BYTES_MAX = 64;

    public Decimal {
      if (Math.abs((long) value.scale()) > SCALE_MAX
          || value.unscaledValue().toByteArray().length > UNSCALED_BYTES_MAX) {
        throw new IllegalArgumentException(
            "decimal beyond scale " + SCALE_MAX + " or " + UNSCALED_BYTES_MAX + " bytes");
      }
    }

    @Override
    public int tag() {
      return ValueType.DECIMAL.tag();
    }
  }

  /** Well-formed text, of which no two have the same UTF-8. */
  record Text(String value) implements Value {
    public Text {
      Utf8.require(value);
    }

    @Override
    public int tag() {
      return ValueType.STRING.tag();
    }
  }

  /** Bytes. */
  record Binary(Bytes value) implements Value {
    @Override
    public int tag() {
      return ValueType.BYTES.tag();
    }
  }

  /** A UUID, of any version. */
  record Uuid(UUID value) implements Value {
    @Override
    public int tag() {
      return ValueType.UUID.tag();
    }
  }

  /** Microseconds since 1970-01-01 UTC. */
  record Timestamp(long micros) implements Value {
    @Override
    public int tag() {
      return ValueType.TIMESTAMP.tag();
    }
  }

  /** Values of any types, in their order. */
  record Listing(List<Value> values) implements Value {
    public Listing {
      values = List.copyOf(values);
    }

    @Override
    public int tag() {
      return ValueType.LIST.tag();
    }
  }

  /** Names as in a document: ascending by their UTF-8 bytes. */
  record Mapping(SortedMap<String, Value> fields) implements Value {
    public Mapping {
      fields = Document.sorted(fields);
    }

    @Override
    public int tag() {
      return ValueType.MAP.tag();
    }
  }

  /**
   * A value of a type that a newer release writes: kept as it stands, and written back unchanged.
   */
  record Unknown(int tag, Bytes content) implements Value {
    public Unknown {
      if (tag < 0 || tag > 255 || ValueType.tagged(tag).isPresent()) {
        throw new IllegalArgumentException("tag " + tag + " is not unknown");
      }
    }
  }
}
