package dev.isochrone.model;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.CausalContext;
import dev.isochrone.model.row.Cause;
import dev.isochrone.model.row.RowVersion;
import dev.isochrone.model.table.KeyType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Values from a seed, drawn from few that lie at borders, so that ties, prefixes and carries occur.
 */
public final class RandomValues {
  private static final long[] LONGS = {
    0,
    1,
    -1,
    255,
    256,
    -255,
    -256,
    -257,
    65_535,
    65_536,
    -65_535,
    -65_536,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    1L << 32,
    -(1L << 32)
  };
  private static final byte[] BYTES = {0, 1, (byte) 0xFF, 'a'};
  private static final int[] CHARACTERS = {0, 1, 'a', '/', '%', 0x85, 0xffee, 0x1f30d};
  private static final double[] DOUBLES = {
    0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE
  };

  private static final List<KeyType> KEY_TYPES = List.of(KeyType.values());
  private static final List<Cause> CAUSES_WITH_ID =
      List.of(Cause.TRANSACTION, Cause.MERGE, Cause.OPERATOR, Cause.RE_HOME);

  private final RandomGenerator random;

  public RandomValues(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Below {@code bound}. */
  public int number(int bound) {
    return random.nextInt(bound);
  }

  /** A number near a border, or near another number. */
  public long longNumber() {
    long near = LONGS[number(LONGS.length)];
    return switch (number(4)) {
      case 0 -> near + number(3) - 1;
      case 1 -> random.nextLong() >> number(64);
      default -> near;
    };
  }

  /** At most four bytes. */
  public Bytes bytes() {
    byte[] bytes = new byte[number(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = BYTES[number(BYTES.length)];
    }
    return Bytes.wrap(bytes);
  }

  /** Any bytes. */
  public Bytes noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** At most three characters. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int n = number(4); n > 0; n--) {
      text.appendCodePoint(CHARACTERS[number(CHARACTERS.length)]);
    }
    return text.toString();
  }

  /** One to four types of key columns. */
  public List<KeyType> keyTypes() {
    List<KeyType> types = new ArrayList<>();
    for (int n = 1 + number(4); n > 0; n--) {
      types.add(KEY_TYPES.get(number(KEY_TYPES.size())));
    }
    return types;
  }

  /** A key of these types. */
  public Key key(List<KeyType> types) {
    return new Key(types.stream().map(this::part).toList());
  }

  /** A row's stored key in a table of such keys. */
  public StoredKey storedKey(List<KeyType> types) {
    return StoredKey.row(1 + number(3), new Slot(number(3) * 255), KeyTuple.encode(key(types)));
  }

  private KeyPart part(KeyType type) {
    return switch (type) {
      case STRING -> new KeyPart.Text(text());
      case INT64 -> new KeyPart.Int64(longNumber());
      case BOOL -> new KeyPart.Bool(random.nextBoolean());
      case BYTES -> new KeyPart.Binary(bytes());
      case UUID -> new KeyPart.Uuid(new UUID(longNumber(), longNumber()));
      case TIMESTAMP -> new KeyPart.Timestamp(longNumber());
    };
  }

  /** A small document. */
  public Document document() {
    return new Document(fields(2));
  }

  private SortedMap<String, Value> fields(int depth) {
    SortedMap<String, Value> fields = new TreeMap<>();
    for (int n = number(4); n > 0; n--) {
      fields.put("f" + text(), value(depth));
    }
    return fields;
  }

  private Value value(int depth) {
    return switch (number(depth > 0 ? 12 : 10)) {
      case 0 -> Value.Null.NULL;
      case 1 -> new Value.Bool(random.nextBoolean());
      case 2 -> new Value.Int64(longNumber());
      case 3 -> new Value.Float64(DOUBLES[number(DOUBLES.length)]);
      case 4 ->
          new Value.Decimal(
              new BigDecimal(BigInteger.valueOf(longNumber()), number(3) * 6_144 - 6_144));
      case 5 -> new Value.Text(text());
      case 6 -> new Value.Binary(bytes());
      case 7 -> new Value.Uuid(new UUID(longNumber(), longNumber()));
      case 8 -> new Value.Timestamp(longNumber());
      case 9 -> new Value.Unknown(16 + number(240), bytes());
      case 10 -> new Value.Listing(List.of(value(depth - 1), value(depth - 1)));
      default -> new Value.Mapping(fields(depth - 1));
    };
  }

  /** A stamp near others, of one of three origins. */
  public Stamp stamp() {
    long packed = Math.abs(longNumber() % (1L << 62)) + number(3);
    return new Stamp(new HlcTimestamp(packed), new Origin(1 + number(3) * 127));
  }

  /** A version near others. */
  public Version version() {
    return new Version(number(3) * 255, stamp());
  }

  /** A version of a row, live or not. */
  public RowVersion rowVersion(Bytes document) {
    boolean tombstone = random.nextBoolean();
    SortedMap<Origin, HlcTimestamp> seen = new TreeMap<>();
    for (int n = number(3); n > 0; n--) {
      Stamp stamp = stamp();
      seen.put(stamp.origin(), stamp.at());
    }
    return new RowVersion(
        version(),
        tombstone,
        new RowVersion.WrittenBy(number(300), number(300)),
        random.nextBoolean()
            ? RowVersion.CauseOf.WRITE
            : new RowVersion.CauseOf(CAUSES_WITH_ID.get(number(CAUSES_WITH_ID.size())), bytes()),
        new CausalContext(seen),
        tombstone ? Bytes.EMPTY : document);
  }
}
