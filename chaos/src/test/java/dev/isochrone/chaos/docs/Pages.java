package dev.isochrone.chaos.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages for readers: README.md, and what lies in docs/ itself. */
final class Pages {
  private Pages() {}

  /** In the order of their names, the README first. */
  static List<Page> all() {
    Path root = repository();
    List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      List<Page> pages = new ArrayList<>();
      for (Path file : files) {
        String path = root.relativize(file).toString().replace('\\', '/');
        pages.add(Page.parse(path, Files.readString(file)));
      }
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The checkout that is being built: the directory above this module. */
  static Path repository() {
    Path at = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return Files.exists(at.resolve("docs")) ? at : at.getParent();
  }
}
