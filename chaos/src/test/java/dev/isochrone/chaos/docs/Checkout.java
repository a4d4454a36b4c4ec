package dev.isochrone.chaos.docs;

import dev.isochrone.chaos.drill.Installed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The repository as a reader has it who has just cloned and built it, in little: {@code isochrone}
 * is a script that keeps its JVM ({@link CommandPost}), {@code grpcurl} is {@link GrpcTool}, and of
 * the cities there are fewer. What pages put below {@code /tmp} is in a directory of this test.
 */
final class Checkout {
  private static final int CITIES = 1_500;
  private static final String CITIES_FILE =
      "cli/src/main/resources/dev/isochrone/cli/demo/cities.tsv.gz";

  /** A post is started where there is none for this place and this environment. */
  private static final String SCRIPT =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      post=$DOCS_POSTS/$({ pwd; env | grep ^ISOCHRONE_ | sort; } | cksum | tr ' ' -) || true
      if [ ! -f "$post" ] && mkdir "$post.starting" 2>/dev/null; then
        "$DOCS_JAVA" $DOCS_ARCHIVE -Xlog:cds=off -Xlog:cds+dynamic=off -XX:TieredStopAtLevel=1 \\
          -XX:+UseSerialGC -Xmx256m -cp "$DOCS_CLASSES" dev.isochrone.chaos.docs.CommandPost "$post" >"$post.log" 2>&1 </dev/null &
        echo $! >"$post.pid"
        trap 'rmdir "$post.starting"' EXIT
      fi
      for ((i = 0; i < 600; i++)); do
        [ -f "$post" ] && break
        [ ! -f "$post.pid" ] || kill -0 "$(cat "$post.pid")" || { cat "$post.log" >&2; exit 99; }
        sleep 0.1
      done
      said=$(mktemp -d "$DOCS_POSTS/said.XXXXXX")
      exec 3<>"/dev/tcp/127.0.0.1/$(cat "$post")"
      printf '%s\\0' "$said" $(($# + 1)) "$(basename "$0")" "$@" >&3
      read -r code <&3
      for file in "$said"/*; do
        case $file in
          *.out) cat "$file" ;;
          *.err) cat "$file" >&2 ;;
        esac
      done
      exit "$code"
      """;

  private final Path root;
  private final Path repository;

  private Checkout(Path root, Path repository) {
    this.root = root;
    this.repository = repository;
  }

  static Checkout make(Path root, Path repository) throws IOException {
    Checkout made = new Checkout(root, repository);
    Files.createDirectories(made.directory());
    Files.createDirectories(made.tmp());
    Files.createDirectories(made.posts());
    Files.createSymbolicLink(made.directory().resolve("docs"), repository.resolve("docs"));
    Path cli = Files.createDirectories(made.directory().resolve("cli"));
    Files.createSymbolicLink(cli.resolve("target"), repository.resolve("cli/target"));
    made.fewerCities();
    made.script(made.directory().resolve("isochrone"));
    Path tools = Files.createDirectories(root.resolve("tools"));
    made.script(tools.resolve("isochrone"));
    made.script(tools.resolve("grpcurl"));
    return made;
  }

  Path directory() {
    return root.resolve("isochrone");
  }

  /** What pages call {@code /tmp}. */
  Path tmp() {
    return Path.of(System.getProperty("docs.tmp", root.resolve("tmp").toString()));
  }

  /** Whether that directory stays as it is when all is over. */
  boolean isKept() {
    return System.getProperty("docs.tmp") != null;
  }

  Shell shell() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Shell.open(
        directory(),
        Map.of(
            "PATH",
            root.resolve("tools") + ":" + java.getParent() + ":" + System.getenv("PATH"),
            "DOCS_JAVA",
            java.toString(),
            "DOCS_ARCHIVE",
            Installed.archive().map(file -> "-XX:SharedArchiveFile=" + file).orElse(""),
            "DOCS_CLASSES",
            Installed.classPath() + ":" + ownClasses(),
            "DOCS_POSTS",
            posts().toString()),
        root);
  }

  /** What a page says, with its {@code /tmp} as it is here. */
  String here(String text) {
    return text.replace("/tmp/", tmp() + "/");
  }

  /** Ends the JVMs that commands ran in. */
  void endPosts() throws IOException {
    try (var files = Files.newDirectoryStream(posts(), "*.pid")) {
      for (Path file : files) {
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /** Behind the launcher's, so that its archive still fits. */
  private static Path ownClasses() {
    try {
      return Path.of(CommandPost.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Path posts() {
    return root.resolve("posts");
  }

  private void script(Path file) throws IOException {
    Files.writeString(file, SCRIPT);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " can't be made executable");
    }
  }

  private void fewerCities() throws IOException {
    Path few = directory().resolve(CITIES_FILE);
    Files.createDirectories(few.getParent());
    try (BufferedReader all =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(repository.resolve(CITIES_FILE))),
                    StandardCharsets.UTF_8));
        Writer out =
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(few)), StandardCharsets.UTF_8)) {
      for (int i = 0; i <= CITIES; i++) {
        out.write(all.readLine() + "\n");
      }
    }
  }
}
