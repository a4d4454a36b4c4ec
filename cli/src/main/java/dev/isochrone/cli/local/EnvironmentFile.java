package dev.isochrone.cli.local;

import dev.isochrone.local.world.LocalWorld;
import dev.isochrone.local.world.WorldFile;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The file {@code env} of a local cluster: what a shell exports so that commands find it. */
final class EnvironmentFile {
  private static final String NAME = "env";

  private EnvironmentFile() {}

  /** Writes it anew, and says where it is. */
  static Path write(Path dir, LocalWorld world) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(export("ISOCHRONE_ENDPOINTS", firsts(world)));
    if (world.clientTls().isPresent()) {
      TlsConfig files = world.clientTls().get();
      lines.add(export("ISOCHRONE_TLS_CA", files.ca().toString()));
      lines.add(export("ISOCHRONE_TLS_CERT", files.cert().toString()));
      lines.add(export("ISOCHRONE_TLS_KEY", files.key().toString()));
    } else {
      lines.add("unset ISOCHRONE_TLS_CA ISOCHRONE_TLS_CERT ISOCHRONE_TLS_KEY");
    }
    return Files.write(dir.resolve(NAME), lines);
  }

  /** One node of each region: enough to find the others, and short enough to be read. */
  private static String firsts(LocalWorld world) {
    return world.file().regions().values().stream()
        .flatMap(region -> region.nodes().values().stream().limit(1))
        .map(WorldFile.NodePart::client)
        .map(Address::toString)
        .collect(Collectors.joining(","));
  }

  /** Quoted for a shell, whatever a path may have in it. */
  private static String export(String name, String value) {
    return "export " + name + "='" + value.replace("'", "'\\''") + "'";
  }
}
