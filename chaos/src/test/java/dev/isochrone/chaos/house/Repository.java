package dev.isochrone.chaos.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkout that is being built, as files. */
record Repository(Path root) {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Set<String> NOT_OURS = Set.of("target", "isochrone-data", "node_modules");

  /** The nearest directory above the module under test whose pom lists modules. */
  static Repository ofThisBuild() {
    Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      Path pom = at.resolve("pom.xml");
      if (Files.exists(pom) && MODULE.matcher(text(pom)).find()) {
        return new Repository(at);
      }
    }
    throw new IllegalStateException("no pom.xml with modules at or above " + start);
  }

  List<String> modules() {
    return MODULE
        .matcher(text(root.resolve("pom.xml")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** All files but build output and what hides behind a dot; {@code .ci} is no secret. */
  List<Path> files() {
    return filesBelow(root);
  }

  /** The Java sources of all modules, main and test; what the build generates is not among them. */
  List<SourceFile> sources() {
    return modules().stream().flatMap(module -> sources(module).stream()).toList();
  }

  List<SourceFile> sources(String module) {
    return filesBelow(root.resolve(module).resolve("src")).stream()
        .filter(file -> file.toString().endsWith(".java"))
        .map(file -> new SourceFile(relative(file), text(file)))
        .toList();
  }

  /** The packages that have a class of ours among the main sources. */
  Set<String> mainPackages() {
    Set<String> packages = new TreeSet<>();
    for (SourceFile source : sources()) {
      if (!source.isTest() && !source.path().endsWith("/package-info.java")) {
        MatchResult match = PACKAGE.matcher(source.text()).results().findFirst().orElseThrow();
        packages.add(match.group(1));
      }
    }
    return packages;
  }

  /** With slashes on every system. */
  String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** Also of a file that is no text: what is not UTF-8 in it is replaced. */
  static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> filesBelow(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().flatMap(Repository::filesAt).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> filesAt(Path entry) {
    String name = entry.getFileName().toString();
    if (!Files.isDirectory(entry)) {
      return Stream.of(entry);
    }
    boolean hidden = name.startsWith(".") && !name.equals(".ci");
    return hidden || NOT_OURS.contains(name) ? Stream.of() : filesBelow(entry).stream();
  }
}
