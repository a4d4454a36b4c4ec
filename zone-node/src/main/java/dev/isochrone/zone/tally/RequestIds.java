package dev.isochrone.zone.tally;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Names for requests that came without one: the node's, and a number. Any thread. */
public final class RequestIds implements Supplier<String> {
  private final String prefix;
  private final AtomicLong next = new AtomicLong();

  /**
   * Ids of one life of a node.
   *
   * @param node its id
   * @param life tells this life from the ones before, such as the clock at its start
   */
  public RequestIds(String node, long life) {
    String tail = node.length() <= 24 ? node : node.substring(node.length() - 24);
    this.prefix = tail + "-" + Long.toString(life, Character.MAX_RADIX) + "-";
  }

  @Override
  public String get() {
    return prefix + Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
  }
}
