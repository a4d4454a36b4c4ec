package dev.isochrone.cli.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.client.Session;
import dev.isochrone.client.Table;
import dev.isochrone.model.refusal.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option by which one command sees what another one did. */
public final class SessionOption {
  private static final String NEW = "new";

  @Option(
      names = "--session",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = {
        "Go on with a session: a read sees at least what the session has written and read, and is",
        "served nearby if the copy there has it. Each command prints the token for the next one;",
        "'new' begins a session."
      })
  private String token = "";

  /** The session that is meant; empty: none. */
  public Optional<Session> of(IsochroneClient client) throws RefusedException {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(token.equals(NEW) ? client.session() : client.session(token));
  }

  /** The table, as the session sees it if there is one. */
  public static Table table(IsochroneClient client, Optional<Session> session, String name)
      throws RefusedException {
    return session.isPresent() ? session.get().table(name) : client.table(name);
  }

  /** Adds the token for the next command to what is printed. */
  public static void print(
      Optional<Session> session, List<Map.Entry<String, String>> lines, ObjectNode json) {
    session.ifPresent(
        one -> {
          lines.add(Map.entry("session", one.token()));
          json.put("session", one.token());
        });
  }
}
