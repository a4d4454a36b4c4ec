package dev.isochrone.chaos.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What can be checked of documents by machine: that links lead somewhere. */
final class Documents {
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\((?:<([^>]+)>|([^)\\s]+))[^)]*\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|#.*");

  /** Hosts from which packages come, written so that this file names none of them. */
  private static final Pattern REGISTRY =
      Pattern.compile(
          "\\brepo\\d?[.]maven[.]|\\bcentral[.]sonatype\\b|\\boss[.]sonatype\\b|\\bregistry[.](npmjs|yarnpkg)\\b"
              + "|\\bpypi[.]org\\b|\\bfiles[.]pythonhosted\\b|\\bplugins[.]gradle[.]"
              + "|\\b(proxy|sum)[.]golang[.]|\\bcrates[.]io\\b|\\brubygems[.]org\\b"
              + "|\\bregistry[.]terraform[.]|\\b(docker|ghcr|quay)[.]io\\b|\\bjitpack[.]io\\b"
              + "|<(plugin)?[rR]epository>|<(mirror|distributionManagement)>");

  private Documents() {}

  /** The relative links of a Markdown page that lead to no file. */
  static List<String> deadLinks(Path page, String markdown) {
    return LINK.matcher(CODE.matcher(markdown).replaceAll(""))
        .results()
        .map(match -> match.group(match.group(1) == null ? 2 : 1))
        .filter(target -> !ELSEWHERE.matcher(target).matches())
        .filter(target -> !Files.exists(page.resolveSibling(target.replaceFirst("#.*", ""))))
        .toList();
  }

  /** Names of registries' hosts, or settings that would name one. */
  static List<String> registries(String text) {
    return REGISTRY.matcher(text).results().map(match -> match.group()).toList();
  }
}
