package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Rows of {@link Tables#everyType} and {@link Tables#anyDocument}, with what is hard to write. */
final class RandomRows {
  /** What formats escape, quote, trim or take for something else. */
  private static final List<String> HARD =
      List.of(
          "\t", "\n", "\r", "\r\n", "\\", "\\N", "\\E", "\\\\N", "\"", "\"\"", ",", " ", "\0", "\b",
          "\f", "\u000B", "'", "é", "🎉", "\uFEFF", "\u2028", "null", "true", "1", "#", "=", "$map",
          "a", "N", "t");

  private static final List<Double> DOUBLES =
      List.of(
          0.0,
          -0.0,
          1.0,
          0.1,
          -1e-300,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          9007199254740992.0);
  private static final List<ValueType> TYPES = List.of(ValueType.values());
  private static final int DEPTH_MAX = 3;

  private final RandomGenerator random;

  RandomRows(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  Key key() {
    return Key.of(
        new KeyPart.Text("k" + text()),
        new KeyPart.Int64(random.nextLong()),
        new KeyPart.Bool(random.nextBoolean()),
        new KeyPart.Binary(bytes()),
        new KeyPart.Uuid(uuid()),
        new KeyPart.Timestamp(micros()));
  }

  /** Some of the declared columns, each absent, null or of its type. */
  Document declared() {
    Map<String, Value> fields = new TreeMap<>();
    for (ValueType type : ValueType.values()) {
      if (type != ValueType.NULL && random.nextInt(5) > 0) {
        fields.put(Words.name(type), random.nextInt(8) == 0 ? Value.Null.NULL : value(type, 0));
      }
    }
    return Document.of(fields);
  }

  /** Any fields of any types. */
  Document any() {
    return new Document(fields(0));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append(HARD.get(random.nextInt(HARD.size())));
    }
    return text.toString();
  }

  private Value value(ValueType type, int depth) {
    return switch (type) {
      case NULL -> Value.Null.NULL;
      case BOOL -> new Value.Bool(random.nextBoolean());
      case INT64 -> new Value.Int64(random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(9));
      case DOUBLE ->
          new Value.Float64(
              random.nextBoolean()
                  ? DOUBLES.get(random.nextInt(DOUBLES.size()))
                  : random.nextGaussian() * Math.pow(10, random.nextInt(-40, 40)));
      case DECIMAL -> new Value.Decimal(decimal());
      case STRING -> new Value.Text(text());
      case BYTES -> new Value.Binary(bytes());
      case UUID -> new Value.Uuid(uuid());
      case TIMESTAMP -> new Value.Timestamp(micros());
      case LIST -> new Value.Listing(list(depth + 1));
      case MAP -> new Value.Mapping(fields(depth + 1));
    };
  }

  private List<Value> list(int depth) {
    List<Value> values = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      values.add(anyValue(depth));
    }
    return values;
  }

  private SortedMap<String, Value> fields(int depth) {
    SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);
    if (random.nextInt(6) == 0) {
      // What looks like a mark of ours, alone in its object.
      ValueType type = TYPES.get(random.nextInt(TYPES.size()));
      fields.put("$" + Words.name(type), anyValue(depth));
      return fields;
    }
    for (int n = random.nextInt(5); n > 0; n--) {
      fields.put("f" + text(), anyValue(depth));
    }
    return fields;
  }

  private Value anyValue(int depth) {
    int types = depth < DEPTH_MAX ? TYPES.size() : TYPES.indexOf(ValueType.LIST);
    return value(TYPES.get(random.nextInt(types)), depth);
  }

  private BigDecimal decimal() {
    byte[] unscaled = new byte[1 + random.nextInt(64)];
    random.nextBytes(unscaled);
    int scale = random.nextInt(4) == 0 ? random.nextInt(-6_144, 6_145) : random.nextInt(-3, 12);
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private Bytes bytes() {
    byte[] content = new byte[random.nextInt(5)];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private long micros() {
    return random.nextBoolean() ? random.nextLong() : random.nextInt();
  }
}
