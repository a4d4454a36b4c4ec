package dev.isochrone.model.key;

import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.Utf8;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Keys as people write them: {@code FR/2996944}, percent-encoded, typed by the table. See
 * docs/formats.md, section 1.
 */
public final class KeyText {
  private KeyText() {}

  /**
   * The key that the text names in this table, or {@code INVALID_KEY} with what the table asks for.
   */
  public static Outcome<Key> parse(TableSpec table, String text) {
    return parse(table, text, table.key().size());
  }

  /**
   * The first components of a key, as many as the text names, or {@code INVALID_KEY}; {@code FR} is
   * the prefix of {@code FR/2996944}.
   */
  public static Outcome<Key> parsePrefix(TableSpec table, String text) {
    return parse(table, text, 1);
  }

  /** One component as it stands in a key, or {@code INVALID_KEY} with what the column asks for. */
  public static Outcome<KeyPart> component(KeyColumn column, String word) {
    try {
      return Outcome.done(part(column, decoded(word)));
    } catch (FormatException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException unfit) {
      return Outcome.refused(
          Refusal.of(
              RefusalCode.INVALID_KEY, "key column " + column.name() + " is " + column.type()));
    }
  }

  private static Outcome<Key> parse(TableSpec table, String text, int wordsMin) {
    String[] words = text.split("/", -1);
    List<KeyColumn> columns = table.key();
    if (words.length < wordsMin || words.length > columns.size()) {
      return invalid(
          "the key has "
              + words.length
              + " components; "
              + table.name()
              + " takes "
              + shape(table));
    }
    List<KeyPart> parts = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      try {
        parts.add(part(columns.get(i), decoded(words[i])));
      } catch (FormatException
          | IllegalArgumentException
          | DateTimeException
          | ArithmeticException unfit) {
        return invalid(
            "key column "
                + columns.get(i).name()
                + " is "
                + columns.get(i).type()
                + "; "
                + table.name()
                + " takes "
                + shape(table));
      }
    }
    return Outcome.done(new Key(parts));
  }

  /** The text that {@link #parse} takes back. */
  public static String format(Key key) {
    List<String> words = new ArrayList<>();
    key.parts().forEach(part -> words.add(encoded(word(part))));
    return String.join("/", words);
  }

  private static KeyPart part(KeyColumn column, String word) {
    return switch (column.type()) {
      case STRING -> new KeyPart.Text(word);
      case INT64 -> new KeyPart.Int64(Long.parseLong(word));
      case BOOL -> new KeyPart.Bool(bool(word));
      case BYTES -> new KeyPart.Binary(Bytes.wrap(HexFormat.of().parseHex(word)));
      case UUID -> new KeyPart.Uuid(uuid(word));
      case TIMESTAMP -> new KeyPart.Timestamp(micros(word));
    };
  }

  private static String word(KeyPart part) {
    if (part instanceof KeyPart.Text text) {
      return text.value();
    } else if (part instanceof KeyPart.Int64 number) {
      return Long.toString(number.value());
    } else if (part instanceof KeyPart.Bool bool) {
      return Boolean.toString(bool.value());
    } else if (part instanceof KeyPart.Binary binary) {
      return binary.value().toHex();
    } else if (part instanceof KeyPart.Uuid uuid) {
      return uuid.value().toString();
    } else if (part instanceof KeyPart.Timestamp timestamp) {
      return Instant.EPOCH.plus(timestamp.micros(), ChronoUnit.MICROS).toString();
    }
    throw new AssertionError(part.type());
  }

  private static boolean bool(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  /** UUID.fromString takes shortened groups, which would give one key two texts. */
  private static UUID uuid(String word) {
    UUID uuid = UUID.fromString(word);
    if (!uuid.toString().equalsIgnoreCase(word)) {
      throw new IllegalArgumentException("not 36 characters");
    }
    return uuid;
  }

  /**
   * What is finer than a microsecond would be lost, and give one key many texts. {@code
   * ChronoUnit.MICROS.between} goes by way of nanoseconds, and ends in the year 2262.
   */
  private static long micros(String word) {
    Instant instant = Instant.parse(word);
    long seconds = instant.getEpochSecond();
    long nanos = instant.getNano();
    if (!word.endsWith("Z") || nanos % 1_000 != 0) {
      throw new IllegalArgumentException("not UTC, or finer than microseconds");
    }
    // Below zero from the next second downwards, or the least long would overflow on the way.
    return seconds < 0
        ? Math.addExact(Math.multiplyExact(seconds + 1, 1_000_000), nanos / 1_000 - 1_000_000)
        : Math.addExact(Math.multiplyExact(seconds, 1_000_000), nanos / 1_000);
  }

  /**
   * Percent-decoding alone, and strict: URLDecoder would turn a plus into a blank, and all that is
   * not UTF-8 into one and the same character.
   */
  private static String decoded(String word) throws FormatException {
    if (word.indexOf('%') < 0) {
      return word;
    }
    byte[] utf8 = Utf8.encode(word);
    ByteWriter out = new ByteWriter(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] != '%') {
        out.u8(utf8[i]);
      } else if (i + 2 < utf8.length) {
        out.u8(HexFormat.fromHexDigit(utf8[i + 1]) << 4 | HexFormat.fromHexDigit(utf8[i + 2]));
        i += 2;
      } else {
        throw FormatException.malformed("percent without two digits");
      }
    }
    return Utf8.decode(out.toArray(), 0, out.size());
  }

  private static String encoded(String word) {
    StringBuilder text = new StringBuilder();
    word.codePoints()
        .forEach(
            c -> {
              if (c == '/' || c == '%' || Character.isISOControl(c)) {
                for (byte b : Utf8.encode(Character.toString(c))) {
                  text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
                }
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  private static String shape(TableSpec table) {
    List<String> names = new ArrayList<>();
    table.key().forEach(column -> names.add(column.name() + " (" + column.type() + ")"));
    return String.join("/", names);
  }

  private static Outcome<Key> invalid(String message) {
    return Outcome.refused(Refusal.of(RefusalCode.INVALID_KEY, message));
  }
}
