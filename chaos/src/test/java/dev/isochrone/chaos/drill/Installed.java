package dev.isochrone.chaos.drill;

import dev.isochrone.cli.Main;
import dev.isochrone.local.NodeProgram;
import dev.isochrone.zone.config.NodeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers as the launcher starts them: from the jars of this build, with their archive. */
public final class Installed {
  private Installed() {}

  /** Of a size at which a dozen of them fit on a machine that also tests. */
  public static NodeProgram program() {
    return new NodeProgram(
        Main.class.getName(),
        classPath(),
        archive(),
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        new NodeFile.Engine(/* cache= */ null, /* allowRamDisk= */ true));
  }

  /** The classes of {@link #classPath} as the JVM wants them in memory, if the build made them. */
  public static Optional<Path> archive() {
    return Optional.of(target().resolve("isochrone.jsa")).filter(Files::isRegularFile);
  }

  private static Path target() {
    return Path.of("..", "cli", "target").toAbsolutePath().normalize();
  }

  /** As the launcher has it, word for word. */
  public static String classPath() {
    Path target = target();
    try (Stream<Path> jars = Files.list(target)) {
      Path own =
          jars.filter(jar -> jar.getFileName().toString().matches("isochrone-cli-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      return Stream.concat(
              Stream.of(own),
              Arrays.stream(
                      Files.readString(target.resolve("launcher.classpath")).strip().split(":"))
                  .map(target::resolve))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
