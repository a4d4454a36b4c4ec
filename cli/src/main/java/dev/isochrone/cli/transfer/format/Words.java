package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.Utf8;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as one word each, typed by their column: what a field holds, and a JSON text too. */
final class Words {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,5})?");
  private static final Pattern NO_NUMBER = Pattern.compile("NaN|[+-]?Infinity");

  /** A decimal has at most 64 bytes, which are 154 digits; longer ones take long to read. */
  private static final int NUMBER_CHARACTERS_MAX = 400;

  private Words() {}

  /** How the command line and these messages call a type. */
  static String name(Enum<?> type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The type of values of a key column. */
  static ValueType of(KeyType type) {
    return switch (type) {
      case STRING -> ValueType.STRING;
      case INT64 -> ValueType.INT64;
      case BOOL -> ValueType.BOOL;
      case BYTES -> ValueType.BYTES;
      case UUID -> ValueType.UUID;
      case TIMESTAMP -> ValueType.TIMESTAMP;
    };
  }

  /** The value that the word says in a column of this type. */
  static Value value(ValueType type, String word) throws UnfitException {
    return switch (type) {
      case NULL -> throw unfit(type, word);
      case STRING -> text(word);
      case DOUBLE -> new Value.Float64(float64(word));
      case DECIMAL -> decimal(word);
      case BOOL -> value(part(KeyType.BOOL, word));
      case INT64 -> value(part(KeyType.INT64, word));
      case BYTES -> value(part(KeyType.BYTES, word));
      case UUID -> value(part(KeyType.UUID, word));
      case TIMESTAMP -> value(part(KeyType.TIMESTAMP, word));
      case LIST, MAP -> composite(type, word);
    };
  }

  /** The key component that the value is, in a column of this type. */
  static KeyPart part(KeyColumn column, Value value) throws UnfitException {
    KeyPart part = partOf(value);
    if (part == null || part.type() != column.type()) {
      throw new UnfitException("not " + name(column.type()));
    }
    return part;
  }

  private static @Nullable KeyPart partOf(Value value) {
    if (value instanceof Value.Text text) {
      return new KeyPart.Text(text.value());
    } else if (value instanceof Value.Int64 number) {
      return new KeyPart.Int64(number.value());
    } else if (value instanceof Value.Bool bool) {
      return new KeyPart.Bool(bool.value());
    } else if (value instanceof Value.Binary binary) {
      return new KeyPart.Binary(binary.value());
    } else if (value instanceof Value.Uuid uuid) {
      return new KeyPart.Uuid(uuid.value());
    } else if (value instanceof Value.Timestamp timestamp) {
      return new KeyPart.Timestamp(timestamp.micros());
    }
    return null; // No key has values of its type.
  }

  /** A key component as a value. */
  static Value value(KeyPart part) {
    if (part instanceof KeyPart.Text text) {
      return new Value.Text(text.value());
    } else if (part instanceof KeyPart.Int64 number) {
      return new Value.Int64(number.value());
    } else if (part instanceof KeyPart.Bool bool) {
      return new Value.Bool(bool.value());
    } else if (part instanceof KeyPart.Binary binary) {
      return new Value.Binary(binary.value());
    } else if (part instanceof KeyPart.Uuid uuid) {
      return new Value.Uuid(uuid.value());
    } else if (part instanceof KeyPart.Timestamp timestamp) {
      return new Value.Timestamp(timestamp.micros());
    }
    throw new AssertionError(part.type());
  }

  /**
   * The word that {@link #value} takes back under the value's own type; empty for null and for what
   * a newer release wrote.
   */
  static Optional<String> word(Value value) {
    if (value instanceof Value.Text text) {
      return Optional.of(text.value());
    } else if (value instanceof Value.Bool bool) {
      return Optional.of(Boolean.toString(bool.value()));
    } else if (value instanceof Value.Int64 number) {
      return Optional.of(Long.toString(number.value()));
    } else if (value instanceof Value.Float64 number) {
      return Optional.of(Double.toString(number.value()));
    } else if (value instanceof Value.Decimal decimal) {
      return Optional.of(decimal.value().toString());
    } else if (value instanceof Value.Binary binary) {
      return Optional.of(binary.value().toHex());
    } else if (value instanceof Value.Uuid uuid) {
      return Optional.of(uuid.value().toString());
    } else if (value instanceof Value.Timestamp timestamp) {
      return Optional.of(Instant.EPOCH.plus(timestamp.micros(), ChronoUnit.MICROS).toString());
    } else if (value instanceof Value.Listing || value instanceof Value.Mapping) {
      return Optional.of(TypedJson.text(value));
    }
    return Optional.empty();
  }

  static double float64(String word) throws UnfitException {
    boolean number = word.length() <= NUMBER_CHARACTERS_MAX && NUMBER.matcher(word).matches();
    if (!number && !NO_NUMBER.matcher(word).matches()) {
      throw unfit(ValueType.DOUBLE, word);
    }
    return Double.parseDouble(word);
  }

  private static Value decimal(String word) throws UnfitException {
    if (word.length() > NUMBER_CHARACTERS_MAX || !NUMBER.matcher(word).matches()) {
      throw unfit(ValueType.DECIMAL, word);
    }
    return decimal(new BigDecimal(word));
  }

  static Value decimal(BigDecimal number) throws UnfitException {
    try {
      return new Value.Decimal(number);
    } catch (IllegalArgumentException beyond) {
      throw new UnfitException(String.valueOf(beyond.getMessage()));
    }
  }

  static Value text(String word) throws UnfitException {
    if (!Utf8.isWellFormed(word)) {
      throw new UnfitException("text with half of a surrogate pair");
    }
    return new Value.Text(word);
  }

  /** As keys have it; but a percent sign is itself here, and in these types it is wrong. */
  private static KeyPart part(KeyType type, String word) throws UnfitException {
    if (word.indexOf('%') < 0
        && KeyText.component(new KeyColumn("c", type), word)
            instanceof Outcome.Done<KeyPart> done) {
      return done.value();
    }
    throw unfit(of(type), word);
  }

  private static Value composite(ValueType type, String word) throws UnfitException {
    Value value = TypedJson.value(word);
    if (value.tag() != type.tag()) {
      throw unfit(type, word);
    }
    return value;
  }

  static UnfitException unfit(ValueType type, String word) {
    return new UnfitException(UnfitException.shown(word) + " is not " + example(type));
  }

  /** What such a column takes. */
  static String example(ValueType type) {
    return switch (type) {
      case NULL -> "null";
      case STRING -> "string";
      case BOOL -> "bool: true or false";
      case INT64 -> "int64: a whole number of 64 bits, such as -12";
      case DOUBLE -> "double: a number, such as 4.5e-3";
      case DECIMAL -> "decimal: a number, such as 12.50";
      case BYTES -> "bytes: pairs of hexadecimal digits, such as 00ff";
      case UUID -> "uuid: 36 characters, such as 6b1d0c1e-1f43-4f0f-9f3c-0d5f0e4d2a11";
      case TIMESTAMP -> "timestamp: UTC to the microsecond, such as 2026-11-22T08:00:00.5Z";
      case LIST -> "list: a JSON array";
      case MAP -> "map: a JSON object";
    };
  }
}
