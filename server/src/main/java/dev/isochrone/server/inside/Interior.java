package dev.isochrone.server.inside;

import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.wire.inside.Collected;
import dev.isochrone.wire.inside.Collected.TextFile;
import dev.isochrone.wire.inside.LogOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One server's inside. Any thread; to collect takes a moment, and reads whatever the sources read.
 *
 * @param name the server's id
 * @param address where it serves other servers, host:port
 * @param sources what only this kind of server has
 */
public record Interior(String name, String address, ServerProcess process, List<Source> sources) {
  /** So much is taken of one file, so that all of them fit into an answer. */
  static final int CHARS_MAX = 384 << 10;

  /** Longer than this no server is called. */
  static final int NAME_MAX = 256;

  /**
   * One file of what is collected.
   *
   * @param text asked for when it is
   */
  public record Source(String name, Supplier<String> text) {}

  public Interior {
    sources = List.copyOf(sources);
  }

  /** Whether an operator means this one. */
  boolean isCalled(String server) {
    return server.isEmpty() || server.equals(name) || server.equals(address);
  }

  /** Does what an operator wants of the log. */
  Outcome<LogOrder.Done> take(LogOrder order) {
    return process
        .log()
        .map(
            log ->
                Outcome.done(
                    new LogOrder.Done(
                        name,
                        order.logger(),
                        log.set(order.logger(), order.level()),
                        order.level())))
        .orElseGet(
            () ->
                Outcome.refused(
                    Refusal.of(
                        RefusalCode.NOT_SUPPORTED,
                        name + " shares its process with others, and has no log of its own")));
  }

  /** Everything; what could not be had says so in its place. */
  Collected collect() {
    List<Source> all = new ArrayList<>(sources);
    all.add(new Source("config.yaml", () -> Secrets.removed(process.configuration())));
    all.add(new Source("jvm.txt", JvmText::now));
    all.add(new Source("threads.txt", () -> ThreadDump.taken(CHARS_MAX)));
    all.add(
        new Source(
            "log.txt", () -> process.log().map(log -> String.join("\n", log.recent())).orElse("")));
    return new Collected(name, all.stream().map(Interior::read).toList());
  }

  private static TextFile read(Source source) {
    String text;
    try {
      text = source.text().get();
    } catch (RuntimeException failed) {
      text = "could not be collected: " + failed.getClass().getName();
    }
    return new TextFile(
        source.name(),
        text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "\n... cut off\n");
  }
}
