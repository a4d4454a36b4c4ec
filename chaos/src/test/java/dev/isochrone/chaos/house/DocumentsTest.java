package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every module introduces itself, links lead somewhere, and no file says where packages come from.
 */
class DocumentsTest {
  private final Repository repository = Repository.ofThisBuild();

  @ParameterizedTest
  @MethodSource("modules")
  void module_hasAReadme(String module) {
    assertThat(repository.root().resolve(module).resolve("README.md")).isNotEmptyFile();
  }

  static List<String> modules() {
    return Repository.ofThisBuild().modules();
  }

  /** In main or in test sources: a package of both needs to say it once. */
  @Test
  void package_hasAPage() {
    Set<String> silent = new TreeSet<>();
    Set<String> explained = new TreeSet<>();
    for (SourceFile source : repository.sources()) {
      String home = source.directory().replaceFirst("/src/(main|test)/java/", ": ");
      boolean isPage = source.path().endsWith("/package-info.java");
      (isPage && source.text().contains("@NullMarked") ? explained : silent).add(home);
    }

    silent.removeAll(explained);

    assertThat(silent).isEmpty();
  }

  @Test
  void links_leadSomewhere() {
    List<String> dead =
        texts()
            .filter(file -> file.toString().endsWith(".md"))
            .flatMap(
                page ->
                    Documents.deadLinks(page, Repository.text(page)).stream()
                        .map(target -> repository.relative(page) + " -> " + target))
            .toList();

    assertThat(dead).isEmpty();
  }

  @Test
  void files_nameNoRegistry() {
    List<String> named =
        texts()
            .flatMap(
                file ->
                    Documents.registries(Repository.text(file)).stream()
                        .map(host -> repository.relative(file) + ": " + host))
            .toList();

    assertThat(named).isEmpty();
  }

  @Test
  void deadLinks_areThoseWithoutAFile(@TempDir Path scratch) throws Exception {
    Files.writeString(scratch.resolve("there.md"), "# There");
    String page =
        """
        [a](there.md) [b](there.md#top "title") [c](#top) [d](https://example.org/x) [e](gone.md)
        `[f](code.md)` ![g](img/none.png)
        ```
        [h](fenced.md)
        ```
        [i](<also gone.md>)
        """;

    assertThat(Documents.deadLinks(scratch.resolve("page.md"), page))
        .containsExactly("gone.md", "img/none.png", "also gone.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://repo1%maven%org/x", "pypi%org", "crates%io", "proxy%golang%org"})
  void registries_areFound(String host) {
    assertThat(Documents.registries("from " + host.replace('%', '.'))).hasSize(1);
  }

  @Test
  void registries_areFoundInPoms_andNotInItsNamespace() {
    assertThat(Documents.registries("<%s>".formatted("repository"))).hasSize(1);
    assertThat(Documents.registries("xmlns=\"http://maven.apache.org/POM/4.0.0\"")).isEmpty();
  }

  private Stream<Path> texts() {
    return repository.files().stream().filter(file -> !file.toString().endsWith(".gz"));
  }
}
