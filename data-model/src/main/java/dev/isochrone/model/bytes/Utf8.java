package dev.isochrone.model.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8, strict both ways. The JDK's {@code getBytes} writes a question mark for half a surrogate
 * pair, and {@code new String} reads a replacement character for bytes that are none; either would
 * give two keys one form.
 */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int SURROGATES = Character.MIN_SURROGATE;
  private static final int ABOVE_SURROGATES = Character.MAX_SURROGATE + 1;

  private Utf8() {}

  /** Whether the text has a form in UTF-8: no half of a surrogate pair stands alone. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Returns the text, which must be well-formed. For the constructors of values that hold text. */
  public static String require(String text) {
    if (!isWellFormed(text)) {
      throw new IllegalArgumentException("text with half of a surrogate pair");
    }
    return text;
  }

  /** The bytes of a well-formed text. */
  public static byte[] encode(String text) {
    return require(text).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of these bytes; MALFORMED if they are not UTF-8. */
  public static String decode(byte[] bytes, int offset, int length) throws FormatException {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes, offset, length);
  }

  /**
   * Compares well-formed texts as their UTF-8 bytes compare, unsigned. It differs from {@code
   * String}'s order where a surrogate meets a character above the surrogates.
   */
  public static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(rank(x), rank(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for characters beyond all others. */
  private static int rank(char c) {
    return c >= SURROGATES && c < ABOVE_SURROGATES ? c + Character.MAX_VALUE : c;
  }

  private static String decodeStrictly(byte[] bytes, int offset, int length)
      throws FormatException {
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes, offset, length);
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException malformed) {
      throw FormatException.malformed("not UTF-8");
    }
  }
}
