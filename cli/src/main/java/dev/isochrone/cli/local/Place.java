package dev.isochrone.cli.local;

import dev.isochrone.cli.InputException;
import dev.isochrone.cli.Main;
import dev.isochrone.local.NodeProgram;
import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.server.config.ByteSize;
import dev.isochrone.zone.config.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option by which a command finds a local cluster. */
public final class Place {
  /** A dozen JVMs share a machine: small heaps, and no compiler that takes long to pay off. */
  private static final List<String> SMALL =
      List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      defaultValue = "isochrone-local",
      description = "Where its files are (default: ${DEFAULT-VALUE}).")
  private Path dir = Path.of("");

  Path dir() {
    return dir;
  }

  static NodeProgram program() {
    return NodeProgram.likeThisOne(
        Main.class.getName(),
        SMALL,
        new NodeFile.Engine(ByteSize.parse("32MiB"), /* allowRamDisk= */ true));
  }

  /** The cluster that is there. */
  LocalWorld open() throws IOException, InputException {
    if (!LocalWorld.isIn(dir)) {
      throw new InputException(
          "there is no cluster in " + dir + "; make one: isochrone local up --dir " + dir);
    }
    return LocalWorld.open(dir, program());
  }
}
