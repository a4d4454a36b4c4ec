package dev.isochrone.model.key;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
    String[] words = text.split("/", -1);
    List<KeyColumn> columns = table.key();
    if (words.length != columns.size()) {
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
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException unfit) {
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
      case TIMESTAMP ->
          new KeyPart.Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(word)));
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
    throw new AssertionError(part);
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

  /** Percent-decoding alone: URLDecoder would also turn a plus into a blank. */
  private static String decoded(String word) {
    return URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encoded(String word) {
    StringBuilder text = new StringBuilder();
    word.codePoints()
        .forEach(
            c -> {
              if (c == '/' || c == '%' || Character.isISOControl(c)) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
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
