package dev.isochrone.server.inside;

import java.util.regex.Pattern;

/**
 * What may not leave a server with its configuration. Today's files hold paths and no secret; this
 * is for the day when one does.
 */
final class Secrets {
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passphrase|secret|token|credential)[\\w.-]*\\s*[:=]\\s*)(\\S.*)");

  private Secrets() {}

  /** The text, with what such a word is given taken out, to the end of its line. */
  static String removed(String text) {
    return SAID.matcher(text).replaceAll("$1(removed)");
  }
}
