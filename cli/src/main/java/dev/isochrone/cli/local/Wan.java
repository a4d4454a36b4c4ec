package dev.isochrone.cli.local;

import dev.isochrone.cli.InputException;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.server.config.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far regions are from each other, as {@code --wan} says it. */
final class Wan {
  private static final Pattern FORM =
      Pattern.compile("([^:=~]+):([^:=~]+)=([^:=~]+)(?:~([^:=~]+))?");
  private static final Duration MOST = Duration.ofSeconds(10);

  private Wan() {}

  /**
   * What the option's parts say.
   *
   * @param parts such as {@code eu-west:us-east=80ms} or {@code eu-west:us-east=80ms~5ms}
   */
  static List<WorldFile.WanPart> parse(List<String> parts) throws InputException {
    List<WorldFile.WanPart> wan = new ArrayList<>();
    for (String part : parts) {
      Matcher said = FORM.matcher(part.strip());
      if (!said.matches()) {
        throw new InputException(
            "--wan "
                + part
                + ": say REGION:REGION=ROUNDTRIP, such as eu-west:us-east=80ms,"
                + " or REGION:REGION=ROUNDTRIP~JITTER");
      }
      wan.add(
          new WorldFile.WanPart(
              said.group(1),
              said.group(2),
              duration(part, said.group(3)),
              said.group(4) == null ? null : duration(part, said.group(4))));
    }
    return wan;
  }

  private static Duration duration(String part, String text) throws InputException {
    try {
      Duration said = DurationText.parse(text);
      if (said.isNegative() || said.compareTo(MOST) > 0) {
        throw new InputException("--wan " + part + ": from 0ms to 10s");
      }
      return said;
    } catch (IllegalArgumentException unfit) {
      throw new InputException("--wan " + part + ": " + unfit.getMessage());
    }
  }
}
