package dev.isochrone.consensus;

import java.util.function.LongConsumer;

/**
 * Asks another member for its current term; handed in, since the question travels on the node's own
 * connections.
 *
 * <p>The answer must be read from that member's {@link Group#term()} after the question arrived
 * there, and must come from that very member. An answer may be late, may come more than once, or
 * never.
 */
@FunctionalInterface
public interface PeerTerms {
  /**
   * Does not block and does not throw. The answer may come on any thread, also before the return.
   */
  void ask(MemberId member, LongConsumer answer);
}
