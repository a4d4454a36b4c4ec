package dev.isochrone.local;

import dev.isochrone.client.ClientConfig;
import dev.isochrone.client.IsochroneClient;
import dev.isochrone.hlc.TimeLimit;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.placement.NodeEntry;
import dev.isochrone.server.config.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of one node, as a process. */
final class NodeProcess {
  private static final long POLL_MILLIS = 50;

  private final NodeEntry node;
  private final ClientConfig alone;
  private final Process process;
  private final Path log;

  private NodeProcess(NodeEntry node, ClientConfig alone, Process process, Path log) {
    this.node = node;
    this.alone = alone;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it. Its standard input stays open for as long as this process lives.
   *
   * @param alone a client of this node alone, with the time that one question may take
   */
  static NodeProcess launch(NodeEntry node, ClientConfig alone, List<String> command, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What is set for clients in this shell, such as a region, would win over the node's file.
    builder.environment().keySet().removeIf(name -> name.startsWith(Environment.PREFIX));
    return new NodeProcess(node, alone, builder.start(), log);
  }

  /** Returns when the node answers clients. */
  void awaitServing(TimeLimit limit) throws IOException, InterruptedException {
    while (!serves()) {
      if (pause()) {
        throw new IOException(
            node.id() + " ended with exit code " + process.exitValue() + "; its log is " + log);
      }
      if (limit.isOver()) {
        throw new IOException(node.id() + " does not serve; its log is " + log);
      }
    }
  }

  /** Waits for a moment between two questions; true if the process ended meanwhile. */
  boolean pause() throws InterruptedException {
    return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** By SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** By SIGTERM. */
  void terminate() {
    process.destroy();
  }

  void awaitEnd() throws InterruptedException {
    int unused = process.waitFor();
  }

  private boolean serves() {
    try (IsochroneClient client = IsochroneClient.connect(alone)) {
      return client.directory().version() > 0;
    } catch (RefusedException notYet) {
      return false;
    }
  }
}
