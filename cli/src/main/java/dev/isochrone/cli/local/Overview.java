package dev.isochrone.cli.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.Output;
import dev.isochrone.local.world.LocalWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A local cluster's servers, as they are now. */
final class Overview {
  private static final List<String> COLUMNS =
      List.of("SERVER", "KIND", "REGION", "PROCESS", "SERVES AT", "LOG");

  private Overview() {}

  /** Prints them, and says whether all of them run. */
  static boolean print(LocalWorld world, Output output) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean all = true;
    for (LocalWorld.Seen seen : world.look()) {
      LocalWorld.Server server = seen.server();
      String kind = server.kind().name().toLowerCase(Locale.ROOT);
      String log = world.log(server.name()).toString();
      rows.add(
          List.of(
              server.name(),
              kind,
              server.region().name(),
              seen.pid().map(String::valueOf).orElse("down"),
              server.serves().toString(),
              log));
      ObjectNode one =
          json.withArray("servers")
              .addObject()
              .put("name", server.name())
              .put("kind", kind)
              .put("region", server.region().name())
              .put("serves_at", server.serves().toString())
              .put("log", log);
      seen.pid().ifPresent(pid -> one.put("pid", pid));
      all &= seen.pid().isPresent();
    }
    output.print(COLUMNS, rows, json);
    return all;
  }
}
