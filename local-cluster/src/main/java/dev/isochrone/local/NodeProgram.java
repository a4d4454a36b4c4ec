package dev.isochrone.local;

import dev.isochrone.zone.config.NodeFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node's process is started: with the Java of this one.
 *
 * @param mainClass takes what the command {@code isochrone} does
 * @param classPath as the JVM takes it
 * @param archive the shared classes of just that class path, for quicker starts; a JVM ignores one
 *     that does not fit or is not there
 * @param jvmOptions after those that every node needs (ADR 0004), so they win; {@code {node}} in
 *     one is the node's name
 * @param engine what the node's file says of its storage engine
 */
public record NodeProgram(
    String mainClass,
    String classPath,
    Optional<Path> archive,
    List<String> jvmOptions,
    NodeFile.Engine engine) {
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";
  private static final String NODE = "{node}";
  private static final int SUN_MISC_UNSAFE_SINCE = 23;

  public NodeProgram {
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The same with one more option for the Java of its processes, which wins over those before. */
  public NodeProgram with(String jvmOption) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(jvmOption);
    return new NodeProgram(mainClass, classPath, archive, more, engine);
  }

  /** One with the class path of this JVM, and its archive if it was started with one. */
  public static NodeProgram likeThisOne(
      String mainClass, List<String> jvmOptions, NodeFile.Engine engine) {
    Optional<Path> archive =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith(ARCHIVE))
            .map(argument -> Path.of(argument.substring(ARCHIVE.length())))
            .findFirst();
    return new NodeProgram(
        mainClass, System.getProperty("java.class.path"), archive, jvmOptions, engine);
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
    archive.ifPresent(
        file -> {
          command.add(ARCHIVE + file);
          command.add("-Xlog:cds=off");
          command.add("-Xlog:cds+dynamic=off");
        });
    command.add("-Xmx1g");
    jvmOptions.forEach(option -> command.add(option.replace(NODE, node)));
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
