package dev.isochrone.chaos.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a checkout that is only its outline, with a Java and a Maven that are scripts.
 */
class LauncherTest {
  private static final String JAVA_17 =
      """
      if [ "$1" = -XshowSettings:properties ]; then
        echo "    java.home = $FAKE_HOME" >&2
        echo "    java.specification.version = ${FAKE_VERSION:-17}" >&2
      else
        for argument in "$@"; do printf '<%s>\\n' "$argument"; done
      fi
      """;

  private static final String MAVEN =
      """
      echo built >>"$FAKE_HOME/builds"
      echo "[INFO] Building isochrone 0.1.0-SNAPSHOT                  [1/3]"
      echo "[INFO] Building isochrone-hlc 0.1.0-SNAPSHOT              [2/3]"
      sleep 0.7
      if [ -n "${FAKE_FAILURE:-}" ]; then
        echo "[ERROR] Clock.java:[7,1] no such symbol"
        echo "[ERROR] [Help 1] read the manual"
        exit 1
      fi
      mkdir -p cli/target
      touch cli/target/isochrone-cli-1.jar cli/target/isochrone.jsa
      echo lib/hlc.jar:lib/model.jar >cli/target/launcher.classpath
      """;

  @TempDir private Path scratch;
  private Path checkout;
  private Path home;

  @BeforeEach
  void outlineACheckout() throws IOException {
    checkout = Files.createDirectories(scratch.resolve("a checkout"));
    home = Files.createDirectories(scratch.resolve("java home"));
    Files.copy(Repository.ofThisBuild().root().resolve("isochrone"), checkout.resolve("isochrone"));
    assertThat(checkout.resolve("isochrone").toFile().setExecutable(true)).isTrue();
    Path sources = Files.createDirectories(checkout.resolve("hlc/src/main/java"));
    Files.writeString(sources.resolve("Clock.java"), "class Clock {}");
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    script("bin/java", JAVA_17);
    script("bin/javac", "exit 1");
    script("tools/mvn", MAVEN);
  }

  @Test
  void start_ofWhatIsNotBuilt_buildsOnce_thenRuns() throws Exception {
    Run first = isochrone(Map.of(), "get", "a b");
    Run second = isochrone(Map.of(), "get");

    assertThat(first.status()).isZero();
    assertThat(first.err()).contains("Building Isochrone: hlc 2/3").contains("Built Isochrone in");
    assertThat(first.out()).endsWith("<dev.isochrone.cli.Main>\n<get>\n<a b>\n");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void start_handsOverFlagsAndAWholeClassPath() throws Exception {
    Run run = isochrone(Map.of("ISOCHRONE_JAVA_OPTS", "-Xmx4g -Dx=y"), "demo");

    assertThat(run.out())
        .contains("<--add-opens=java.base/sun.nio.ch=ALL-UNNAMED>")
        .contains("<--enable-native-access=ALL-UNNAMED>")
        .containsPattern("<-Djava.util.concurrent.ForkJoinPool.common.parallelism=[2-9]\\d*>")
        .containsPattern("<-XX:SharedArchiveFile=.*/cli/target/isochrone.jsa>")
        .contains("<-Xmx4g>\n<-Dx=y>\n<-cp>\n")
        .doesNotContain("unsafe");
    assertThat(run.out())
        .contains(
            "<%1$s/isochrone-cli-1.jar:%1$s/lib/hlc.jar:%1$s/lib/model.jar>"
                .formatted(checkout.toRealPath().resolve("cli/target")));
  }

  @Test
  void start_onJava23_allowsUnsafe() throws Exception {
    assertThat(isochrone(Map.of("FAKE_VERSION", "23"), "demo").out())
        .contains("<--sun-misc-unsafe-memory-access=allow>");
  }

  @Test
  void start_afterAnEdit_buildsAgain() throws Exception {
    isochrone(Map.of(), "demo");
    makeOld();

    Files.writeString(checkout.resolve("hlc/src/main/java/Clock.java"), "record Clock() {}");
    isochrone(Map.of(), "demo");
    isochrone(Map.of(), "demo");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void start_afterADeletion_buildsAgain() throws Exception {
    isochrone(Map.of(), "demo");
    makeOld();
    isochrone(Map.of(), "demo");
    assertThat(builds()).isEqualTo(1);

    Files.delete(checkout.resolve("hlc/src/main/java/Clock.java"));
    isochrone(Map.of(), "demo");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void start_withAnOldJava_isRefusedInASentence() throws Exception {
    Run run = isochrone(Map.of("FAKE_VERSION", "11"), "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("is Java 11; Isochrone needs 17 or newer");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void start_withAJavaHomeWithoutJava_saysSo() throws Exception {
    Run run = isochrone(Map.of("JAVA_HOME", scratch.toString()), "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("there is no bin/java in it");
  }

  @Test
  void start_withoutMaven_saysWhatToDo() throws Exception {
    Files.delete(home.resolve("tools/mvn"));

    Run run = isochrone(Map.of("PATH", pathWithoutMaven()), "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("Install Maven 3.8 or newer");
  }

  @Test
  void start_whoseBuildFails_showsTheErrorsAndTheLog() throws Exception {
    Run run = isochrone(Map.of("FAKE_FAILURE", "yes"), "demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("[ERROR] Clock.java:[7,1] no such symbol")
        .contains("a checkout/target/launcher-build.log")
        .doesNotContain("Help 1");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void start_besideALauncherThatDied_takesItsLock() throws Exception {
    Path lock = Files.createDirectories(checkout.resolve("target/launcher.lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));

    assertThat(isochrone(Map.of(), "demo").status()).isZero();
  }

  @Test
  void start_throughALink_findsTheCheckout() throws Exception {
    Path link = Files.createSymbolicLink(scratch.resolve("link"), checkout.resolve("isochrone"));

    Run run = run(link, Map.of(), "demo");

    assertThat(run.err()).contains("Built Isochrone");
  }

  private record Run(int status, String out, String err) {}

  private Run isochrone(Map<String, String> environment, String... arguments) throws Exception {
    return run(checkout.resolve("isochrone"), environment, arguments);
  }

  private Run run(Path command, Map<String, String> environment, String... arguments)
      throws Exception {
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command.toString())
            .directory(scratch.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("ISOCHRONE_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("FAKE_HOME", home.toString());
    builder.environment().put("PATH", home.resolve("tools") + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 60 s: " + Files.readString(err));
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Only what the launcher itself calls. */
  private String pathWithoutMaven() throws IOException {
    Path tools = Files.createDirectories(home.resolve("bare"));
    for (String tool : List.of("bash", "env", "sed", "find", "head", "dirname", "cat")) {
      Files.createSymbolicLink(tools.resolve(tool), whereIs(tool));
    }
    return tools.toString();
  }

  private static Path whereIs(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private long builds() throws IOException {
    return Files.readAllLines(home.resolve("builds")).size();
  }

  /** As if all of it had been written and then built some time ago. */
  private void makeOld() throws IOException {
    Instant written = Instant.now().minusSeconds(600);
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(written));
      }
    }
    Files.setLastModifiedTime(
        checkout.resolve("cli/target/launcher.classpath"), FileTime.from(written.plusSeconds(60)));
  }

  private void script(String path, String body) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
