package dev.isochrone.cli;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.request.Condition;
import dev.isochrone.model.request.ContextToken;
import dev.isochrone.model.request.RowWrite;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options by which a writer says what he has read of a row. */
final class Seen {
  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,9})/(\\d{1,15})\\.(\\d{1,5})@(\\d{1,9})");

  @Option(
      names = "--context",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = {
        "Multi-master tables: the context that get -o json printed of this row. The write takes",
        "the place of all that was read, siblings too."
      })
  private String context = "";

  @Option(
      names = "--if-absent",
      description = "Only if there is no such row; else it is refused, with exit code 4.")
  private boolean absent;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      defaultValue = "",
      description = {
        "Only if this, which a command printed, is still the row's version; else it is refused,",
        "with exit code 4."
      })
  private String version = "";

  /** The write, by who has read that. */
  RowWrite by(RowWrite write) throws InputException {
    RowWrite conditional = write.onlyIf(condition());
    if (context.isEmpty()) {
      return conditional;
    }
    Bytes token = TokenText.parse("--context", context);
    if (token.isEmpty() || token.length() > ContextToken.BYTES_MAX) {
      throw new InputException("--context: not what get has printed");
    }
    return conditional.having(new ContextToken(token));
  }

  private Condition condition() throws InputException {
    if (absent && !version.isEmpty()) {
      throw new InputException("--if-absent and --if-version: a row can't be both");
    } else if (version.isEmpty()) {
      return absent ? Condition.Absent.ABSENT : Condition.None.NONE;
    }
    return new Condition.IsVersion(parse(version));
  }

  /** As {@link Version} prints itself. */
  static Version parse(String text) throws InputException {
    Matcher parts = VERSION.matcher(text);
    if (!parts.matches()) {
      throw new InputException(
          "--if-version " + text + ": not a version as put and get print it, such as 1/1795.0@2");
    }
    try {
      return new Version(
          Integer.parseInt(parts.group(1)),
          new Stamp(
              HlcTimestamp.of(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))),
              new Origin(Integer.parseInt(parts.group(4)))));
    } catch (IllegalArgumentException beyond) {
      throw new InputException("--if-version " + text + ": " + beyond.getMessage());
    }
  }
}
