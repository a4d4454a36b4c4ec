package dev.isochrone.local.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The executable of the Toxiproxy server.
 *
 * @param file is executable
 */
public record ToxiproxyProgram(Path file) {
  /** Names it, where it is not on the path. */
  public static final String VARIABLE = "TOXIPROXY_SERVER";

  private static final String NAME = "toxiproxy-server";

  /** What a person does who has none. */
  public static final String HOW_TO_GET_IT =
      "install it with chaos/install-toxiproxy.sh (needs Go), or name its executable in "
          + VARIABLE;

  /**
   * Where it is: what {@value #VARIABLE} names, else {@code toxiproxy-server} on the {@code PATH}.
   *
   * @param environment the variables to look at
   */
  public static Optional<ToxiproxyProgram> find(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable).map(ToxiproxyProgram::new);
    }
    return List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, NAME))
        .filter(Files::isExecutable)
        .findFirst()
        .map(ToxiproxyProgram::new);
  }

  /** The command line of a server whose HTTP interface is there. */
  public List<String> command(String host, int port) {
    return List.of(file.toString(), "-host", host, "-port", Integer.toString(port));
  }
}
