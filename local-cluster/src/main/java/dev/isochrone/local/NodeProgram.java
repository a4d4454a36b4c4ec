package dev.isochrone.local;

import dev.isochrone.zone.config.NodeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node's process is started: with the Java and the class path of this one.
 *
 * @param mainClass takes what the command {@code isochrone} does
 * @param jvmOptions after those that every node needs (ADR 0004), so they win; {@code {node}} in
 *     one is the node's name
 * @param engine what the node's file says of its storage engine
 */
public record NodeProgram(String mainClass, List<String> jvmOptions, NodeFile.Engine engine) {
  private static final String NODE = "{node}";
  private static final int SUN_MISC_UNSAFE_SINCE = 23;

  public NodeProgram {
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The same with one more option for the Java of its processes, which wins over those before. */
  public NodeProgram with(String jvmOption) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(jvmOption);
    return new NodeProgram(mainClass, more, engine);
  }

  /** The command line of one node's process, which ends with its starter. */
  List<String> command(String node, Path file) {
    return command(node, List.of("node", "--config", file.toString(), "--end-with-stdin"));
  }

  /**
   * The command line of a server's process.
   *
   * @param node its name
   * @param arguments of the command {@code isochrone}
   */
  public List<String> command(String node, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.add("--enable-native-access=ALL-UNNAMED");
    int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + cores);
    if (Runtime.version().feature() >= SUN_MISC_UNSAFE_SINCE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Xmx1g");
    jvmOptions.forEach(option -> command.add(option.replace(NODE, node)));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
