package dev.isochrone.cli;

import dev.isochrone.model.bytes.Bytes;
import java.util.Base64;

/** What servers mean to be opaque, as text that a command prints and another one takes. */
public final class TokenText {
  private TokenText() {}

  /** Base64 for URLs, without padding. */
  public static String of(Bytes token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.shared());
  }

  /**
   * What such a text stands for.
   *
   * @param what the option or parameter that has it, for the message
   */
  public static Bytes parse(String what, String text) throws InputException {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException malformed) {
      throw new InputException(what + ": not what a command has printed");
    }
  }
}
